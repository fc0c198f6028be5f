using Lora.Diffusion;
using Lora.Tensors;
using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>The frozen layers of the golden cases.</summary>
internal static class GoldenLayers
{
    /// <summary>The layer of a case, with its weight and bias.</summary>
    public static AdaptableLayer Of(GoldenCase golden, TensorRuntime runtime)
    {
        var layer = Of(golden.Json.GetProperty("hyper").GetProperty("layer").GetString()!,
            [.. golden.Tensors["base.weight"].Shape.Select(size => (int)size)]);
        foreach (var parameter in layer.Parameters)
        {
            parameter.Value = runtime.FromFloats(golden.Input($"base.{parameter.Name.Split('.')[^1]}"), parameter.Shape);
        }

        return layer;
    }

    /// <summary>A layer with a weight of that shape; linear ones and norms are parts of larger modules.</summary>
    internal static AdaptableLayer Of(string name, int[] shape) => name switch
    {
        "linear" => Part(
            new ClipTextEncoder(new ClipTextConfig { VocabSize = 9, HiddenSize = shape[1], IntermediateSize = shape[0], Layers = 1, Heads = 2 }), "mlp.fc1"),
        "linear2d" => Part(new BasicTransformerBlock("block", shape[0], shape[1], 2), "attn2.to_k"),
        "conv1" => new Conv2d("layer", shape[1], shape[0], 1),
        "conv3" => new Conv2d("layer", shape[1], shape[0], 3, 1, 1),
        "conv3s2" => new Conv2d("layer", shape[1], shape[0], 3, 2, 1),
        "layernorm" => Part(new BasicTransformerBlock("block", shape[0], shape[0], 2), "norm1"),
        "groupnorm" => Part(new UNet2DConditionModel(new UNetConfig
        {
            BlockOutChannels = [shape[0]],
            DownAttention = [false],
            UpAttention = [false],
            LayersPerBlock = [1],
            TransformerLayers = [1],
            Heads = [2],
            CrossAttentionDim = 8,
            NormGroups = 4,
            NormEps = 1e-5,
        }), "conv_norm_out"),
        _ => throw new ArgumentException($"no layer '{name}' is known", nameof(name)),
    };

    private static AdaptableLayer Part(Module module, string path) =>
        module.Modules.Select(entry => entry.Layer ?? entry.Norm).OfType<AdaptableLayer>()
            .Single(layer => layer.Path.EndsWith(path, StringComparison.Ordinal));
}
