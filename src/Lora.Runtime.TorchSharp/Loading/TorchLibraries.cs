using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Lora.Tensors;

namespace Lora.Runtime.Torch.Loading;

/// <summary>Loads TorchSharp and libtorch by full path, once a process: native libraries are never unloaded.</summary>
internal static partial class TorchLibraries
{
    private static readonly Lock Once = new();
    private static readonly Dictionary<string, nint> Handles = new(StringComparer.Ordinal);
    private static TorchFiles? _loaded;

    /// <exception cref="TensorEngineException">A library does not load, or another libtorch is in this process already.</exception>
    public static void Load(TorchFiles files, TensorEngineRequest request)
    {
        lock (Once)
        {
            if (_loaded is null)
            {
                SetEnvironment();
                var context = AssemblyLoadContext.GetLoadContext(typeof(TorchLibraries).Assembly)!;
                // TorchSharp asks for its native part by name: on systems that do not look among the loaded libraries this answers
                context.ResolvingUnmanagedDll += (_, name) => Handles.GetValueOrDefault(name);
                Natives(files, request.WorkFolder);
                Managed(files.Managed, context);
                _loaded = files;
            }
            else if (_loaded.LibTorch != files.LibTorch || !files.Libraries.All(_loaded.Libraries.Contains))
            {
                throw new TensorEngineException(TensorEngineFault.LibraryNotLoaded,
                    $"This process runs on the libtorch of {_loaded.LibTorch} and cannot load that of {files.LibTorch} too.", files.LibTorch);
            }
        }
    }

    private static void Natives(TorchFiles files, string workFolder)
    {
        foreach (var path in (IEnumerable<string>)[.. Companions(files), .. files.Libraries])
        {
            Native(path, Path.GetFileNameWithoutExtension(path));
        }

        const string Wrapper = "LibTorchSharp";
        try
        {
            Native(files.Wrapper, Wrapper);
        }
        catch (TensorEngineException e) when (OperatingSystem.IsLinux())
        {
            Native(OlderLibStdCxx.Adjusted(files.Wrapper, workFolder, e), Wrapper);
        }
    }

    /// <summary>What libtorch's GPU part loads by name while it runs. Elsewhere than on Windows the libraries themselves say where to look.</summary>
    private static IEnumerable<string> Companions(TorchFiles files) =>
        OperatingSystem.IsWindows() && files.Libraries.Any(path => Path.GetFileName(path) == "torch_cuda.dll")
            ? new[] { "cudart64_*.dll", "nv*.dll", "cublasLt64_*.dll", "cublas64_*.dll", "cudnn*.dll", "caffe2_nvrtc.dll" }
                .SelectMany(pattern => Directory.EnumerateFiles(files.LibTorch, pattern).Order(StringComparer.Ordinal))
            : [];

    /// <summary>Loads one library and remembers it under a name.</summary>
    public static void Native(string path, string name)
    {
        try
        {
            Handles[name.StartsWith("lib", StringComparison.Ordinal) ? name[3..] : name] = NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            var reason = e.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
            throw new TensorEngineException(TensorEngineFault.LibraryNotLoaded, $"The library {path} does not load: {reason}", path, e);
        }
    }

    private static void Managed(string path, AssemblyLoadContext context)
    {
        try
        {
            var assembly = context.LoadFromAssemblyPath(path);
            context.Resolving += (_, name) => name.Name == assembly.GetName().Name ? assembly : null;
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException)
        {
            throw new TensorEngineException(TensorEngineFault.FileDamaged, $"The file {path} is no assembly: {e.Message}", path, e);
        }
    }

    /// <summary>
    /// What libtorch reads once, when it is loaded, from the C library's environment - of which .NET's is a copy outside Windows. OpenMP's threads wait for
    /// work in a loop that takes a core each, eight times the time of a step where others want the cores: let them sleep. And warnings are for nobody here.
    /// </summary>
    private static void SetEnvironment()
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("OMP_WAIT_POLICY", "passive"), ("TORCH_CPP_LOG_LEVEL", "ERROR")])
        {
            if (Environment.GetEnvironmentVariable(name) is null)
            {
                Environment.SetEnvironmentVariable(name, value);
                _ = OperatingSystem.IsWindows() ? 0 : Set(name, value, 1);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(string name, string value, int overwrite);
}
