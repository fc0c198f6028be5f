using Lora.Diffusion;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Bench;

/// <summary>The model that a figure is measured on.</summary>
internal static class BenchModel
{
    private const long SmallModelBytes = 512L << 20;

    /// <summary>What <see cref="BenchOptions.Model"/> names, without weights; they will be kept as the engine keeps them.</summary>
    public static LatentDiffusionModel Open(BenchOptions options, TensorRuntime runtime)
    {
        var source = FamilyCatalog.SourceAt(new(options.Model ?? Checkout.Find("examples", "zorblax", "model")));
        var bytes = ModelPart.All.SelectMany(source.FilesOf).Distinct().Sum(file => new FileInfo(file).Length);
        return (LatentDiffusionModel)FamilyCatalog.Open(source, runtime, new() { Storage = options.Single || bytes < SmallModelBytes ? DType.Float32 : null });
    }
}
