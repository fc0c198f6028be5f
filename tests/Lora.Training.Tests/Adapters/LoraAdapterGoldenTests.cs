using Lora.Diffusion;
using Lora.Tensors;
using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>kohya's LoRA over one layer: output, gradients, merged weight, alpha as stored.</summary>
[Trait("Golden", "networks")]
public class LoraAdapterGoldenTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases =>
        GoldenCases.Of("networks", golden => golden.Name.StartsWith("kohya_lora", StringComparison.Ordinal));

    [Theory, MemberData(nameof(Cases))]
    public void Layer_IsKohyas(GoldenCase golden)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        var hyper = golden.Json.GetProperty("hyper");
        var layer = Layer(hyper.GetProperty("layer").GetString()!, [.. golden.Tensors["base.weight"].Shape.Select(size => (int)size)]);
        foreach (var parameter in layer.Parameters)
        {
            parameter.Value = runtime.FromFloats(golden.Input($"base.{parameter.Name.Split('.')[^1]}"), parameter.Shape);
        }

        var (rank, alpha) = (hyper.GetProperty("lora_dim").GetInt32(), hyper.GetProperty("alpha").GetDouble());
        var adapter = Bound(hyper.GetProperty("multiplier").GetDouble());
        layer.Adapter = adapter;
        var x = Input("x");
        x.RequiresGrad = true;
        var y = layer.Forward(x);
        y.Mul(Input("g")).Sum().Backward();
        Compare("y", y.ToFloats());
        Compare("grad.x", x.Grad!.ToFloats());
        Compare("grad.lora_down.weight", adapter.Values[0].Grad!.ToFloats());
        Compare("grad.lora_up.weight", adapter.Values[1].Grad!.ToFloats());
        golden.Compare("saved.alpha", [adapter.Tensors[0].Constant!.Value]);
        using var off = runtime.NoGrad();
        Compare("merged@1.0", Bound(1).Merged().ToFloats());
        Compare("merged@0.7", Bound(0.7).Merged().ToFloats());
        golden.AllCompared();

        LoraAdapter Bound(double multiplier)
        {
            var made = new LoraAdapter(new AdapterTarget("layer", "layer", layer), rank, alpha > 0 ? alpha : rank) { Multiplier = multiplier };
            made.Bind([.. made.Trained.Select(tensor =>
            {
                var value = runtime.FromFloats(golden.Input($"param.{tensor.Name}"), tensor.Shape);
                value.RequiresGrad = true;
                return value;
            })]);
            return made;
        }

        Tensor Input(string name) => runtime.FromFloats(golden.Input(name), [.. golden.Tensors[name].Shape.Select(size => (int)size)]);

        void Compare(string name, float[] actual)
        {
            var tolerance = golden.Json.GetProperty("tolerance");
            golden.Compare(name, actual, Array.ConvertAll(golden.Tensors.ReadFloats(name), value => (double)value),
                new GoldenTolerance(tolerance.GetProperty("atol").GetDouble(), tolerance.GetProperty("rtol").GetDouble()));
        }
    }

    /// <summary>A layer with a weight of that shape; linear ones are parts of larger modules.</summary>
    private static AdaptableLayer Layer(string name, int[] shape) => name switch
    {
        "linear" => Part(
            new ClipTextEncoder(new ClipTextConfig { VocabSize = 9, HiddenSize = shape[1], IntermediateSize = shape[0], Layers = 1, Heads = 2 }), "mlp.fc1"),
        "linear2d" => Part(new BasicTransformerBlock("block", shape[0], shape[1], 2), "attn2.to_k"),
        "conv1" => new Conv2d("layer", shape[1], shape[0], 1),
        "conv3" => new Conv2d("layer", shape[1], shape[0], 3, 1, 1),
        "conv3s2" => new Conv2d("layer", shape[1], shape[0], 3, 2, 1),
        _ => throw new ArgumentException($"no layer '{name}' is known", nameof(name)),
    };

    private static AdaptableLayer Part(Module module, string path) =>
        module.Modules.Select(entry => entry.Layer).OfType<AdaptableLayer>().Single(layer => layer.Path.EndsWith(path, StringComparison.Ordinal));
}
