using System.Runtime.InteropServices;
using Lora.Tensors;

namespace Lora.Runtime.Torch.Loading;

/// <summary>Which files an engine is loaded from. All of them are there, and whole where they are not the beginning of one in several packages.</summary>
/// <param name="Managed">TorchSharp's assembly.</param>
/// <param name="Wrapper">TorchSharp's native part, linked against libtorch.</param>
/// <param name="LibTorch">The folder of libtorch's libraries.</param>
/// <param name="Libraries">libtorch's libraries by full path, each after those it needs.</param>
internal sealed record TorchFiles(string Managed, string Wrapper, string LibTorch, IReadOnlyList<string> Libraries)
{
    // which version of it, the project says
    private const string CudaPackage = "libtorch-cuda-", CpuPackage = "libtorch-cpu-";

    /// <summary>CUDA's own libraries, which those of libtorch need and would not find in the folders of other packages.</summary>
    public IReadOnlyList<string> Companions { get; init; } = [];

    // 0.107 and 0.106, which is what loads on Windows
    private static readonly string[] Assemblies = ["net8.0", "net6.0"];

    /// <summary>What NuGet calls this system and processor; both packages hold native files for these four only.</summary>
    public static string Rid { get; } = (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    /// <exception cref="TensorEngineException">A package was not given, or a file is missing or cut short.</exception>
    public static TorchFiles Find(TensorEngineRequest request)
    {
        var sharp = Package(request, "TorchSharp");
        var managed = Whole(Assemblies.Select(framework => Path.Combine(sharp, "lib", framework, "TorchSharp.dll")).MinBy(path => !File.Exists(path))!);
        var wrapper = Whole(Path.Combine(NativeFolder(sharp), FileName("LibTorchSharp")));
        var cuda = request.Device.Type == "cuda";
        var libTorch = request.LibTorch ?? NativeFolder(Package(request, cuda ? CudaPackage : CpuPackage));
        var parts = cuda && request.LibTorch is null ? Parts(request) : [];
        string[] names = ["c10", "torch_cpu", "torch"];
        string[] libraries = [.. (cuda ? [.. names, "c10_cuda", "torch_cuda"] : names).Select(FileName)
            .Select(name => Whole(parts.GetValueOrDefault(name) ?? Path.Combine(libTorch, name)))];
        return new TorchFiles(managed, wrapper, libTorch, libraries)
        {
            Companions = parts.Count > 0 ? [.. parts.Values.Except(libraries).Order(StringComparer.Ordinal)] : cuda ? BesideOnWindows(libTorch) : [],
        };
    }

    /// <summary>The same with what lies in several packages joined.</summary>
    /// <exception cref="TensorEngineException">Parts are missing or damaged.</exception>
    public TorchFiles Joined(TensorEngineRequest request)
    {
        return this with { Libraries = [.. Libraries.Select(Join)], Companions = [.. Companions.Select(Join)] };

        string Join(string file)
        {
            var package = request.Packages.FirstOrDefault(each => file.StartsWith(each.Value + Path.DirectorySeparatorChar, StringComparison.Ordinal)).Key;
            return package is null ? file : FragmentedFile.Whole(package, file, request.Packages, request.WorkFolder);
        }
    }

    /// <summary>The file that holds a library on this system.</summary>
    public static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    /// <summary>The native files of all packages that the CUDA package is made of, by their names.</summary>
    private static Dictionary<string, string> Parts(TensorEngineRequest request) => request.Packages
        .Where(package => package.Key.StartsWith(CudaPackage, StringComparison.OrdinalIgnoreCase))
        .Select(package => NativeFolder(package.Value)).Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Where(IsLibrary)
        .DistinctBy(Path.GetFileName).ToDictionary(file => Path.GetFileName(file), StringComparer.Ordinal);

    private static bool IsLibrary(string file) => OperatingSystem.IsWindows() ? file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
        : !file.EndsWith(".sha", StringComparison.Ordinal) && Path.GetFileName(file).Contains(".so", StringComparison.Ordinal);

    /// <summary>What libtorch's GPU part loads by name from a PyTorch's folder. Elsewhere than on Windows the libraries themselves say where to look.</summary>
    private static IReadOnlyList<string> BesideOnWindows(string libTorch) => OperatingSystem.IsWindows() && Directory.Exists(libTorch)
        ? [.. new[] { "cudart64_*.dll", "nv*.dll", "cublasLt64_*.dll", "cublas64_*.dll", "cudnn*.dll", "caffe2_nvrtc.dll" }
            .SelectMany(pattern => Directory.EnumerateFiles(libTorch, pattern).Order(StringComparer.Ordinal))]
        : [];

    /// <summary>The folder of the first package whose name begins so.</summary>
    private static string Package(TensorEngineRequest request, string name) =>
        request.Packages.OrderBy(package => package.Key, StringComparer.Ordinal)
            .FirstOrDefault(package => package.Key.StartsWith(name, StringComparison.OrdinalIgnoreCase)).Value
            ?? throw new TensorEngineException(TensorEngineFault.FileMissing, $"The package {name} was not given to the engine.", name);

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

        if (File.Exists(path + ".sha"))
        {
            // the beginning of a file in several packages: the whole has a hash
            return path;
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
