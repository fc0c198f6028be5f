namespace Lora.Vocabulary;

/// <summary>
/// What runs the models that look at pictures (<see cref="PictureModel"/>): ONNX Runtime, a package that a project gets when it names such a model. The
/// package for a GPU computes on the processor too, and is chosen by <see cref="TaggerOptions.TaggerDevice"/>.
/// </summary>
public static class OnnxRuntime
{
    /// <summary>The assembly of ours that speaks to it, in the SDK's <c>engines/</c>.</summary>
    public const string Plugin = "Lora.Runtime.OnnxRuntime";

    public static IReadOnlyList<EnginePackage> Packages { get; } =
    [
        .. from rid in (string[])["linux-x64", "linux-arm64", "osx-arm64", "win-x64", "win-arm64"]
           select new EnginePackage("Microsoft.ML.OnnxRuntime", "1.31.1", rid) { Device = DeviceName.CpuKind },
        new("Microsoft.ML.OnnxRuntime.Gpu.Linux", "1.31.0", "linux-x64") { Device = DeviceName.CudaKind },
        new("Microsoft.ML.OnnxRuntime.Gpu.Windows", "1.31.0", "win-x64") { Device = DeviceName.CudaKind },
    ];

    /// <summary>Name, version and kind of device in one word: another one gives other bits, and so another key.</summary>
    public static string On(DeviceName device) => $"onnxruntime-{Packages.First(package => package.Device == device.Kind).Version}/{device.Kind}";

    /// <summary>True if one of the packages chosen for a machine serves a device.</summary>
    public static bool IsServedBy(IReadOnlyCollection<string> chosen, DeviceName device) =>
        Packages.Any(package => package.Device == device.Kind && chosen.Contains(package.Id, StringComparer.OrdinalIgnoreCase));
}
