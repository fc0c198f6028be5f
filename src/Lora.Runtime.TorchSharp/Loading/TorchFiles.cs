using System.Runtime.InteropServices;
using Lora.Tensors;

namespace Lora.Runtime.Torch.Loading;

/// <summary>Which files an engine is loaded from. All of them are there and whole.</summary>
/// <param name="Managed">TorchSharp's assembly.</param>
/// <param name="Wrapper">TorchSharp's native part, linked against libtorch.</param>
/// <param name="LibTorch">The folder of libtorch's libraries.</param>
/// <param name="Libraries">libtorch's libraries by full path, each after those it needs.</param>
internal sealed record TorchFiles(string Managed, string Wrapper, string LibTorch, IReadOnlyList<string> Libraries)
{
    // 0.107 and 0.106, which is what loads on Windows
    private static readonly string[] Assemblies = ["net8.0", "net6.0"];

    /// <summary>What NuGet calls this system and processor; both packages hold native files for these four only.</summary>
    public static string Rid { get; } = (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    /// <exception cref="TensorEngineException">A package was not given, or a file is missing or cut short.</exception>
    public static TorchFiles Find(TensorEngineRequest request)
    {
        var sharp = Package(request, "TorchSharp");
        var cuda = request.Device.Type == "cuda";
        var libTorch = request.LibTorch ?? NativeFolder(Package(request, cuda ? $"libtorch-cuda-12.8-{Rid}" : $"libtorch-cpu-{Rid}"));
        string[] names = ["c10", "torch_cpu", "torch"];
        return new TorchFiles(
            Whole(Assemblies.Select(framework => Path.Combine(sharp, "lib", framework, "TorchSharp.dll")).MinBy(path => !File.Exists(path))!),
            Whole(Path.Combine(NativeFolder(sharp), FileName("LibTorchSharp"))),
            libTorch,
            [.. (cuda ? [.. names, "c10_cuda", "torch_cuda"] : names).Select(name => Whole(Path.Combine(libTorch, FileName(name))))]);
    }

    /// <summary>The file that holds a library on this system.</summary>
    public static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    private static string Package(TensorEngineRequest request, string name) =>
        request.Packages.TryGetValue(name, out var folder) ? folder
            : throw new TensorEngineException(TensorEngineFault.FileMissing, $"The package {name} was not given to the engine.", name);

    /// <summary>Where a package keeps its native files; the folder itself if they lie there at once.</summary>
    private static string NativeFolder(string package)
    {
        var below = Path.Combine(package, "runtimes", Rid, "native");
        return Directory.Exists(below) ? below : package;
    }

    private static string Whole(string path)
    {
        if (!File.Exists(path))
        {
            throw new TensorEngineException(TensorEngineFault.FileMissing, $"The file {path} is missing.", path);
        }

        bool whole;
        try
        {
            using var file = File.OpenRead(path);
            whole = BinaryImage.IsWhole(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TensorEngineException(TensorEngineFault.FileDamaged, $"The file {path} cannot be read: {e.Message}", path, e);
        }

        return whole ? path : throw new TensorEngineException(TensorEngineFault.FileDamaged, $"The file {path} is damaged or cut short.", path);
    }
}
