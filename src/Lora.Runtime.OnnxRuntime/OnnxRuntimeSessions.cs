using System.Globalization;
using Lora.Tagging;
using Microsoft.ML.OnnxRuntime;

namespace Lora.Runtime.Onnx;

/// <summary>Opens models on one device, each with the same fixed settings: what they change is in the stages' keys by the engine's name.</summary>
internal sealed class OnnxRuntimeSessions : IOnnxRuntime
{
    // bytes of everything that runs compute into, all models together: what asks for more is refused and not tried. The library's own type ends here
    private const uint MaxBytes = uint.MaxValue;

    private static readonly Lock Once = new();
    private static bool _isPrepared;

    private readonly int? _cudaDevice;

    private OnnxRuntimeSessions(int? cudaDevice) => _cudaDevice = cudaDevice;

    public string Description { get; private init; } = "";

    /// <exception cref="OnnxException">The device cannot be used.</exception>
    public static OnnxRuntimeSessions Open(int? cudaDevice)
    {
        Prepare();
        var sessions = new OnnxRuntimeSessions(cudaDevice)
        {
            Description = $"ONNX Runtime {OrtEnv.Instance().GetVersionString()} on {(cudaDevice is { } card ? $"CUDA device {card}" : "the CPU")}",
        };
        sessions.Options().Dispose();
        return sessions;
    }

    public IOnnxModel Load(string path)
    {
        OnnxFile.Check(path);
        using var options = Options();
        try
        {
            return new OnnxRuntimeModel(new InferenceSession(path, options), path);
        }
        catch (Exception e) when (IsOfTheLibrary(e))
        {
            throw new OnnxException(OnnxFault.ModelRefused,
                $"'{Path.GetFileName(path)}' is no ONNX model that can be run: {OnnxRuntimeErrors.Reason(e)}.", path, inner: e);
        }
    }

    /// <summary>True for what the library throws, whatever its type, and false for a bug of ours or a want of memory.</summary>
    internal static bool IsOfTheLibrary(Exception e) => e is not (OnnxException or OutOfMemoryException or NullReferenceException or IndexOutOfRangeException);

    // quiet, and with a limit to what models may allocate
    private static void Prepare()
    {
        lock (Once)
        {
            if (_isPrepared)
            {
                return;
            }

            var options = new EnvironmentCreationOptions { logId = "lora", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            var environment = OrtEnv.CreateInstanceWithOptions(ref options);
            using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
            // extended by what is asked for, not by powers of two
            using var arena = new OrtArenaCfg(MaxBytes, 1, -1, -1);
            environment.CreateAndRegisterAllocator(memory, arena);
            _isPrepared = true;
        }
    }

    // one thread a run, so that sums have one order; pictures run side by side
    private SessionOptions Options()
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            // sized by the first input, and of no use for pictures of many sizes
            EnableMemoryPattern = false,
        };
        // weights of 8 bits with a sign: without it, sums overflow on processors that have no VNNI, and the model answers otherwise there
        options.AddSessionConfigEntry("session.x64quantprecision", "1");
        options.AddSessionConfigEntry("session.use_env_allocators", "1");
        options.AddSessionConfigEntry("session.use_device_allocator_for_initializers", "1");
        options.AddSessionConfigEntry("session.use_deterministic_compute", "1");
        if (_cudaDevice is { } card)
        {
            AppendCuda(options, card);
        }

        return options;
    }

    private static void AppendCuda(SessionOptions options, int card)
    {
        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new Dictionary<string, string>
            {
                ["device_id"] = card.ToString(CultureInfo.InvariantCulture),
                // what is fastest is measured otherwise, and differs from run to run
                ["cudnn_conv_algo_search"] = "DEFAULT",
                ["use_tf32"] = "0",
            });
            options.AppendExecutionProvider_CUDA(cuda);
        }
        catch (Exception e) when (IsOfTheLibrary(e))
        {
            options.Dispose();
            throw new OnnxException(OnnxFault.DeviceUnusable, $"CUDA device {card} cannot be used: {OnnxRuntimeErrors.Reason(e)}.", inner: e);
        }
    }
}
