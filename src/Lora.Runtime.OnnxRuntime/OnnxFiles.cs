using System.Runtime.InteropServices;
using Lora.Tagging;

namespace Lora.Runtime.Onnx;

/// <summary>Which files the engine is loaded from; all of them are there.</summary>
/// <param name="Managed">The .NET assembly.</param>
/// <param name="Native">The library, among those it loads for a GPU.</param>
/// <param name="Others">Assemblies that <paramref name="Managed"/> refers to.</param>
internal sealed record OnnxFiles(string Managed, string Native, IReadOnlyList<string> Others)
{
    private const string ManagedPackage = "Microsoft.ML.OnnxRuntime.Managed";

    // the first of them that was restored
    private static readonly string[] NativePackages =
        ["Microsoft.ML.OnnxRuntime.Gpu.Linux", "Microsoft.ML.OnnxRuntime.Gpu.Windows", "Microsoft.ML.OnnxRuntime"];

    private static readonly string[] OtherPackages = ["System.Numerics.Tensors"];

    /// <exception cref="OnnxException">A package was not given, or a file is missing.</exception>
    public static OnnxFiles Find(OnnxEngineRequest request)
    {
        var native = NativePackages.FirstOrDefault(request.Packages.ContainsKey) ?? throw Missing(NativePackages[^1]);
        var managed = request.Packages.TryGetValue(ManagedPackage, out var folder) ? folder : throw Missing(ManagedPackage);
        return new OnnxFiles(
            There(Path.Combine(managed, "lib", "net8.0", "Microsoft.ML.OnnxRuntime.dll")),
            There(Path.Combine(request.Packages[native], "runtimes", Rid, "native", FileName)),
            [.. OtherPackages.Where(request.Packages.ContainsKey).Select(name => Newest(request.Packages[name], name)).OfType<string>()]);
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";

    private static string Rid => (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    // of the frameworks that this .NET can load; "net10.0" comes before "net8.0" by its number
    private static string? Newest(string package, string name) => new[] { "net10.0", "net9.0", "net8.0" }
        .Select(framework => Path.Combine(package, "lib", framework, $"{name}.dll")).FirstOrDefault(File.Exists);

    private static string There(string path) =>
        File.Exists(path) ? path : throw new OnnxException(OnnxFault.FileMissing, $"The file {path} is missing.", path);

    private static OnnxException Missing(string package) =>
        new(OnnxFault.FileMissing, $"The package {package} was not given to the engine.", package);
}
