using Lora.Runtime.Torch;
using Lora.Tensors;
using Lora.Tensors.Embedded;

namespace Lora.Testing;

/// <summary>
/// The runtime that tests of the port run on: the embedded one, or with <c>LORA_RUNTIME=torch</c> in the environment libtorch on the CPU. One that is unknown
/// or does not load fails every test that asks for it.
/// </summary>
public static class TestRuntime
{
    /// <summary>What the environment asks for.</summary>
    public static string Name { get; } = Environment.GetEnvironmentVariable("LORA_RUNTIME") is { Length: > 0 } name ? name : "embedded";

    /// <summary>
    /// By which share of the largest value two ways to compute the same may differ. The embedded runtime gives the same bits; libtorch takes another routine
    /// for other shapes and layouts, and its fp32 sums go another way.
    /// </summary>
    public static double Rounding => Name == "embedded" ? 0 : 1e-5;

    /// <summary>libtorch from the packages that the tests were built with.</summary>
    public static TensorEngineRequest TorchRequest { get; } = new()
    {
        Packages = RestoredPackages.All,
        WorkFolder = Path.Combine(AppContext.BaseDirectory, "libtorch"),
    };

    public static TensorRuntime New() => Name switch
    {
        "embedded" => new EmbeddedRuntime(),
        "torch" => Torch(),
        _ => throw new InvalidOperationException($"LORA_RUNTIME is '{Name}'; the tests know 'embedded' and 'torch'."),
    };

    /// <summary>libtorch, whatever the environment says.</summary>
    /// <param name="productType">See <see cref="TensorRuntime.ProductType"/>.</param>
    public static TensorRuntime Torch(DType productType = DType.Float32)
    {
        var runtime = new TorchEngine().Open(TorchRequest);
        runtime.ProductType = productType;
        return runtime;
    }
}
