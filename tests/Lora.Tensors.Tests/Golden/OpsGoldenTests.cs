using Lora.Testing;

namespace Lora.Tensors.Tests;

/// <summary>The group <c>ops</c>: forward values and, from the recorded cotangents, gradients of every operation.</summary>
[Trait("Golden", "ops")]
public sealed class OpsGoldenTests : IDisposable
{
    private readonly TensorRuntime _runtime = TestRuntime.New();

    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("ops");

    public void Dispose() => _runtime.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_MatchesPyTorch(GoldenCase golden)
    {
        using (_runtime.NewScope())
        {
            var inputs = Inputs(golden);
            var outputs = OpsCatalog.Run(golden, _runtime, inputs);
            if (golden.Op == "cast")
            {
                Assert.NotEmpty(outputs);
                foreach (var (name, value) in outputs)
                {
                    Compare(golden, name, value);
                }
            }
            else
            {
                Gradients(golden, inputs, [.. outputs.Select(o => o.Value)]);
            }
        }

        golden.AllCompared();
        Assert.Equal(0, _runtime.LiveTensors);
        Assert.Equal(0, _runtime.LiveBytes);
    }

    private void Gradients(GoldenCase golden, Dictionary<string, Tensor> inputs, Tensor[] outputs)
    {
        Tensor? loss = null;
        for (var i = 0; i < outputs.Length; i++)
        {
            Compare(golden, $"out.{i}", outputs[i]);
            if (golden.Tensors.Contains($"cot.{i}"))
            {
                var part = outputs[i].Mul(Load(golden, $"cot.{i}")).Sum();
                loss = loss is null ? part : loss + part;
            }
        }

        loss?.Backward();
        foreach (var name in golden.Tensors.Names.Where(n => n.StartsWith("grad.", StringComparison.Ordinal)))
        {
            Compare(golden, name, inputs[name["grad.".Length..]].Grad ?? _runtime.Zeros(inputs[name["grad.".Length..]].Shape));
        }
    }

    private static void Compare(GoldenCase golden, string name, Tensor actual)
    {
        Assert.Equal(golden.Tensors[name].Shape, actual.Shape.ToArray().Select(d => (long)d));
        if (actual.DType == DType.Int64)
        {
            golden.Compare(name, actual.ToLongs());
        }
        else
        {
            golden.Compare(name, actual.ToFloats());
        }
    }

    private Dictionary<string, Tensor> Inputs(GoldenCase golden)
    {
        Dictionary<string, Tensor> inputs = [];
        foreach (var name in golden.Tensors.Names.Where(n => n.StartsWith("in.", StringComparison.Ordinal)))
        {
            var tensor = inputs[name["in.".Length..]] = Load(golden, name);
            tensor.RequiresGrad = golden.Tensors.Contains($"grad.{name["in.".Length..]}");
        }

        return inputs;
    }

    private Tensor Load(GoldenCase golden, string name)
    {
        golden.MarkInput(name);
        var stored = golden.Tensors[name];
        int[] shape = [.. stored.Shape.Select(d => (int)d)];
        return stored.DType switch
        {
            SafetensorsDType.I64 => _runtime.FromLongs(golden.Tensors.ReadLongs(name), shape),
            SafetensorsDType.F16 => _runtime.FromBytes(golden.Tensors.Bytes(name), shape, DType.Float16),
            SafetensorsDType.BF16 => _runtime.FromBytes(golden.Tensors.Bytes(name), shape, DType.BFloat16),
            _ => _runtime.FromFloats(golden.Tensors.ReadFloats(name), shape),
        };
    }
}
