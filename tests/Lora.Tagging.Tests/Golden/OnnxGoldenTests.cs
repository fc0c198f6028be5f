using System.Diagnostics;
using Lora.Tensors;
using Lora.Testing;

namespace Lora.Tagging.Tests.Golden;

/// <summary>Whole models give what ONNX Runtime gave its peer; each malformed file is one clear error.</summary>
[Trait("Golden", "onnx")]
public sealed class OnnxGoldenTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    public static IEnumerable<TheoryDataRow<GoldenCase>> Models => GoldenCases.Of("onnx", golden => Kind(golden) == "model");

    public static IEnumerable<TheoryDataRow<GoldenCase>> Malformed => GoldenCases.Of("onnx", golden => Kind(golden) == "malformed");

    public static IEnumerable<TheoryDataRow<GoldenCase>> WrongInputs => GoldenCases.Of("onnx", golden => Kind(golden) == "malformed-input");

    [Theory, MemberData(nameof(Models))]
    public void Model_GivesTheRecordedOutputs(GoldenCase golden)
    {
        using var tensors = new SafetensorsFile(GoldenFolder.Find("onnx", Text(golden, "tensors")));
        using var model = TestOnnx.Runtime.Load(PathOf(golden));
        Assert.Equal(golden.Json.GetProperty("inputs").EnumerateObject().Select(input => input.Name), model.Inputs.Select(input => input.Name));
        var given = model.Inputs.ToDictionary(input => input.Name, input => Read(tensors, "in." + input.Name));
        var made = model.Run(given, TestContext.Current.CancellationToken);
        var tolerance = golden.Json.GetProperty("tolerance");
        var (atol, rtol) = (tolerance.GetProperty("atol").GetDouble(), tolerance.GetProperty("rtol").GetDouble());
        string[] outputs = [.. golden.Json.GetProperty("outputs").EnumerateArray().Select(name => name.GetString()!)];
        Assert.Equal(outputs, model.Outputs.Select(output => output.Name));
        Assert.Equal(outputs.Select(name => "out." + name).Order(), tensors.Names.Where(name => name.StartsWith("out.", StringComparison.Ordinal)).Order());
        foreach (var (name, tensor) in outputs.Zip(made))
        {
            Assert.Equal(tensors["out." + name].Shape.Select(size => (int)size), tensor.Shape);
            var expected = tensors.ReadFloats("out." + name);
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.True(Math.Abs(tensor.Floats[i] - (double)expected[i]) <= atol + (rtol * Math.Abs(expected[i])),
                    $"{name}[{i}] is {tensor.Floats[i]}, {expected[i]} is recorded");
            }
        }
    }

    [Theory, MemberData(nameof(Malformed))]
    public void MalformedModel_IsOneClearError(GoldenCase golden)
    {
        var clock = Stopwatch.StartNew();
        if (golden.Json.GetProperty("want").GetString() == "error, or run as onnxruntime does")
        {
            Assert.Equal("ok", golden.Json.GetProperty("onnxruntime").GetProperty("result").GetString());
            Assert.NotEmpty(Run(golden));
            return;
        }

        Assert.Equal("error", golden.Json.GetProperty("want").GetString());
        var error = Assert.Throws<OnnxException>(() => Run(golden));
        Assert.True(clock.Elapsed < Soon, $"it took {clock.Elapsed}");
        Assert.Contains(error.Fault, (OnnxFault[])[OnnxFault.ModelRefused, OnnxFault.RunFailed]);
        Assert.Equal(PathOf(golden), error.File);
        Assert.DoesNotContain("is given", error.Message, StringComparison.Ordinal);
        IsClear(error.Message);
    }

    [Theory, MemberData(nameof(WrongInputs))]
    public void WrongInput_IsOneClearError(GoldenCase golden)
    {
        int[] shape = [.. golden.Json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        var count = shape.Aggregate(1, (product, size) => product * size);
        var tensor = Text(golden, "dtype") == "float64" ? new OnnxTensor(new double[count], shape) : new OnnxTensor(new float[count], shape);
        using var model = TestOnnx.Runtime.Load(PathOf(golden));
        var error = Assert.Throws<OnnxException>(() => model.Run(new Dictionary<string, OnnxTensor> { ["X"] = tensor }, default));
        Assert.Equal(OnnxFault.RunFailed, error.Fault);
        Assert.Contains("'X'", error.Message, StringComparison.Ordinal);
        IsClear(error.Message);
    }

    private static IReadOnlyList<OnnxTensor> Run(GoldenCase golden)
    {
        using var model = TestOnnx.Runtime.Load(PathOf(golden));
        return model.Run(new Dictionary<string, OnnxTensor> { ["X"] = new((float[])[1, 1, 1, 1, 1, 1], 2, 3) }, TestContext.Current.CancellationToken);
    }

    /// <summary>One sentence for a user: the file by its name, no code, no source of the library.</summary>
    private static void IsClear(string message)
    {
        Assert.Matches(@"^'[\w-]+\.onnx' [^\n]{20,}\.$", message);
        Assert.DoesNotMatch(@"onnxruntime_src|\.cc\b|\.h:\d|ErrorCode|Exception|\w::\w", message);
    }

    private static OnnxTensor Read(SafetensorsFile tensors, string name)
    {
        int[] shape = [.. tensors[name].Shape.Select(size => (int)size)];
        return FloatCodec.Supports(tensors[name].DType) ? new(tensors.ReadFloats(name), shape) : new(tensors.ReadLongs(name), shape);
    }

    private static string PathOf(GoldenCase golden) => GoldenFolder.Find("onnx", Text(golden, "model"));

    private static string Text(GoldenCase golden, string name) => golden.Json.GetProperty(name).GetString()!;

    private static string Kind(GoldenCase golden) => Text(golden, "kind");
}
