using System.Runtime.InteropServices;
using Lora.Runtime.Torch.Loading;
using Lora.Tensors;
using TorchSharp;

namespace Lora.Runtime.Torch;

/// <summary>
/// libtorch on one device. Scopes are our own: TorchSharp's belong to a thread, and on a GPU the way back runs on a thread of libtorch's - while the thread
/// that called waits, so that one thread at a time is at work here.
/// </summary>
internal sealed partial class TorchRuntime : TensorRuntime
{
    private readonly Scalars _scalars = new();
    private readonly torch.Device _device;
    private readonly long _deviceBytes;
    private int _live, _withoutGradient;

    private TorchRuntime(TensorEngineRequest request, long deviceBytes, string description)
    {
        _deviceBytes = deviceBytes;
        _device = new torch.Device(request.Device.Type, request.Device.Type == "cpu" ? -1 : request.Device.Index);
        Name = $"torch-{LibTorch}/{request.Device.Type}{(request.AllowTf32 && !IsOnCpu ? "+tf32" : "")}";
        Description = description;
    }

    public override string Name { get; }

    public override string Description { get; }

    public override bool GradEnabled => _withoutGradient == 0;

    /// <summary>libtorch does not say through TorchSharp.</summary>
    public override long LiveBytes => 0;

    // on a card CUDA's context with the kernels that are used (0.3 to 0.5 GB) and the workspaces of cuBLAS and cuDNN; on the CPU .NET and libtorch
    public override RuntimeMemory Memory => new(ProductType, IsFused: false, IsOnCpu ? 300_000_000 : 700_000_000, _deviceBytes);

    public override int LiveTensors => _live;

    public bool IsOnCpu => _device.type == DeviceType.CPU;

    private static string LibTorch => Version.Parse(torch.__version__).ToString(3);

    /// <summary>Opens a device of the libtorch that was loaded.</summary>
    /// <exception cref="TensorEngineException">The device does not work.</exception>
    public static TorchRuntime Open(TensorEngineRequest request, CudaDriver.Card? card)
    {
        try
        {
            torch.InitializeDeviceType(card is null ? DeviceType.CPU : DeviceType.CUDA);
            torch.set_num_threads(request.Threads);
            if (card is not null)
            {
                torch.backends.cuda.matmul.allow_tf32 = request.AllowTf32;
                torch.backends.cudnn.allow_tf32 = request.AllowTf32;
            }

            var device = card is null ? $"the CPU, {request.Threads} {(request.Threads == 1 ? "thread" : "threads")}"
                : $"{request.Device}, {card}{(request.AllowTf32 ? ", TF32" : "")}";
            var sharp = typeof(torch).Assembly.GetName().Version!.ToString(3);
            var bytes = card?.Bytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            var runtime = new TorchRuntime(request, bytes, $"TorchSharp {sharp} with libtorch {LibTorch} on {device}");
            // a card that the engine was not built for shows at its first work
            using var one = runtime.Ones([1]);
            using var two = one + one;
            return two.Item() == 2 ? runtime : throw new InvalidOperationException($"1 + 1 is {two.Item()}");
        }
        catch (Exception e) when (
            e is ExternalException or InvalidOperationException or NotSupportedException or TypeInitializationException or DllNotFoundException)
        {
            throw new TensorEngineException(TensorEngineFault.DeviceMissing, $"libtorch cannot use {request.Device}: {TorchErrors.FirstLine(e)}", inner: e);
        }
    }

    /// <summary>A number as libtorch takes it.</summary>
    public Scalar Number(double value) => _scalars[value];

    /// <summary>Runs an operation; of what TorchSharp makes on the way the result alone stays.</summary>
    public TorchTensor Run(string operation, Func<Native> body, object? about = null) => Do(operation, () => new TorchTensor(this, body()), about);

    /// <summary>Does something with libtorch: what TorchSharp makes on the way is freed, its errors are translated.</summary>
    public T Do<T>(string operation, Func<T> body, object? about = null)
    {
        using var temporaries = torch.NewDisposeScope();
        try
        {
            return body();
        }
        catch (ExternalException e)
        {
            throw TorchErrors.Of(operation, about, e);
        }
    }

    public override IDisposable NoGrad() => new GradientPause(this);

    /// <summary>Runs with gradients as given, on whichever thread this is, and puts the mode back.</summary>
    public T WithGradient<T>(bool enabled, Func<T> body)
    {
        var before = _withoutGradient;
        _withoutGradient = enabled ? 0 : 1;
        using var mode = torch.set_grad_enabled(enabled);
        try
        {
            return body();
        }
        finally
        {
            _withoutGradient = before;
        }
    }

    public override void Dispose() => _scalars.Dispose();

    private sealed class GradientPause : IDisposable
    {
        private TorchRuntime? _runtime;

        public GradientPause(TorchRuntime runtime)
        {
            _runtime = runtime;
            runtime._withoutGradient++;
            torch.set_grad_enabled(false);
        }

        public void Dispose()
        {
            if (_runtime is { } runtime && --runtime._withoutGradient == 0)
            {
                torch.set_grad_enabled(true);
            }

            _runtime = null;
        }
    }
}
