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
                LetThreadsSleep();
                var context = AssemblyLoadContext.GetLoadContext(typeof(TorchLibraries).Assembly)!;
                // TorchSharp asks for its native part by name: on systems that do not look among the loaded libraries this answers
                context.ResolvingUnmanagedDll += (_, name) => Handles.GetValueOrDefault(name);
                Natives(files.Joined(request), request.WorkFolder);
                Quieten();
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
        InAnyOrder(files.Companions);
        foreach (var path in files.Libraries)
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

    /// <summary>
    /// Libraries that need each other, from folders that do not know of each other: each loads once those it needs have. One that never does is no fault
    /// here - a package holds more than is used; what needs it says so.
    /// </summary>
    private static void InAnyOrder(IReadOnlyList<string> paths)
    {
        string[] left = [.. paths];
        for (var before = int.MaxValue; left.Length > 0 && left.Length < before;)
        {
            before = left.Length;
            left = [.. left.Where(path => !NativeLibrary.TryLoad(path, out _))];
        }
    }

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
    /// OpenMP's threads wait for work in a loop that takes a core each, eight times the time of a step where others want the cores: let them sleep. OpenMP
    /// reads how to wait when it is loaded, from the C library's environment - of which .NET's is a copy outside Windows.
    /// </summary>
    private static void LetThreadsSleep()
    {
        const string Name = "OMP_WAIT_POLICY", Value = "passive";
        if (Environment.GetEnvironmentVariable(Name) is null)
        {
            Environment.SetEnvironmentVariable(Name, Value);
            _ = OperatingSystem.IsWindows() ? 0 : Set(Name, Value, 1);
        }
    }

    /// <summary>
    /// Errors only on the error stream: libtorch warns once a convolution that NNPACK does not know the processor. The level is a variable of c10's, by its
    /// name in C++ as the two kinds of compilers write it; its own switch, <c>TORCH_CPP_LOG_LEVEL</c>, is read by Python alone.
    /// </summary>
    private static unsafe void Quieten()
    {
        const int Errors = 2;
        if (NativeLibrary.TryGetExport(Handles["c10"], "FLAGS_caffe2_log_level", out var level)
            || NativeLibrary.TryGetExport(Handles["c10"], "?FLAGS_caffe2_log_level@@3HA", out level))
        {
            *(int*)level = Errors;
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(string name, string value, int overwrite);
}
