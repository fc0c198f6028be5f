using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Lora.Tagging;

namespace Lora.Runtime.Onnx;

/// <summary>Loads ONNX Runtime by full path, once a process: native libraries are never unloaded.</summary>
internal static partial class OnnxLibraries
{
    private static readonly Lock Once = new();
    private static OnnxFiles? _loaded;

    /// <exception cref="OnnxException">A file does not load, or another ONNX Runtime is in this process already.</exception>
    public static void Load(OnnxFiles files)
    {
        lock (Once)
        {
            if (_loaded is not null)
            {
                if (_loaded.Native != files.Native)
                {
                    throw new OnnxException(OnnxFault.LibraryNotLoaded,
                        $"This process runs on {_loaded.Native} and cannot load {files.Native} too.", files.Native);
                }

                return;
            }

            TellNobody();
            var native = Native(files.Native);
            var context = AssemblyLoadContext.GetLoadContext(typeof(OnnxLibraries).Assembly)!;
            var assemblies = files.Others.Prepend(files.Managed).Select(path => Managed(path, context)).ToDictionary(assembly => assembly.GetName().Name!);
            context.Resolving += (_, name) => assemblies.GetValueOrDefault(name.Name!);
            Answer(native);
            _loaded = files;
        }
    }

    /// <summary>
    /// Unless it is told otherwise before it is loaded, the library writes the machine's identifier below the home folder and sends what it is used for. It
    /// looks into the C library's environment, of which .NET's is a copy outside Windows. The build starts the engine with it already.
    /// </summary>
    private static void TellNobody()
    {
        const string Name = "ORT_DISABLE_TELEMETRY", Value = "1";
        Environment.SetEnvironmentVariable(Name, Value);
        _ = OperatingSystem.IsWindows() ? 0 : Set(Name, Value, 1);
    }

    // a library of the same name that the system finds first (Windows brings one) must not be taken for it
    private static void Answer(nint native)
    {
        Microsoft.ML.OnnxRuntime.OrtEnv.DisableDllImportResolver = true;
        NativeLibrary.SetDllImportResolver(typeof(Microsoft.ML.OnnxRuntime.OrtEnv).Assembly,
            (name, _, _) => name.Contains("onnxruntime", StringComparison.Ordinal) ? native : 0);
    }

    private static nint Native(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            var reason = e.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
            throw new OnnxException(OnnxFault.LibraryNotLoaded, $"The library {path} does not load: {reason}", path, inner: e);
        }
    }

    private static Assembly Managed(string path, AssemblyLoadContext context)
    {
        try
        {
            return context.LoadFromAssemblyPath(path);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException)
        {
            throw new OnnxException(OnnxFault.FileDamaged, $"The file {path} is no assembly: {e.Message}", path, inner: e);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(string name, string value, int overwrite);
}
