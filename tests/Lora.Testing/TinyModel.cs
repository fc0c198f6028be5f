using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Testing;

/// <summary>One of the golden set's tiny models with all its weights, on a runtime of its own.</summary>
public sealed class TinyModel : IDisposable
{
    /// <param name="model">A folder of the group <c>models</c>.</param>
    public TinyModel(string model = "sd15-tiny")
    {
        Model = Open(GoldenFolder.Find("models", model), Runtime, DType.Float32);
        Model.Load([.. Model.Family.Parts]);
    }

    public TensorRuntime Runtime { get; } = TestRuntime.New();

    public LatentDiffusionModel Model { get; }

    /// <summary>A diffusers folder as the model it holds.</summary>
    public static LatentDiffusionModel Open(string folder, TensorRuntime runtime, DType? storage = null) =>
        (LatentDiffusionModel)FamilyCatalog.Open(FamilyCatalog.SourceAt(new(folder)), runtime, new() { Storage = storage });

    /// <summary>Normal numbers of a seed.</summary>
    public Tensor Normal(ulong seed, params int[] shape)
    {
        var values = new float[shape.Aggregate(1, (a, b) => a * b)];
        new Generator(seed).Normal(values);
        return Runtime.FromFloats(values, shape);
    }

    public void Dispose()
    {
        Model.Dispose();
        Runtime.Dispose();
    }
}
