using Lora.Project;
using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Tensors.Kernels;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>How each runtime of the vocabulary is opened; a test holds both together.</summary>
internal static class RuntimeCatalog
{
    internal static IReadOnlyDictionary<RuntimeVariant, Func<StageRequest, TensorRuntime>> All { get; } =
        new Dictionary<RuntimeVariant, Func<StageRequest, TensorRuntime>>
        {
            [Runtimes.Embedded] = static _ => new EmbeddedRuntime(),
            [Runtimes.Torch] = static request => EnginePlugin.Load<ITensorEngine>(Runtimes.Torch.Plugin).Open(Request(request)),
        };

    /// <summary>Opens the runtime that a request names. There is no falling back to another one.</summary>
    /// <exception cref="TensorEngineException">It cannot be had.</exception>
    internal static TensorRuntime Open(StageRequest request) => All[request.Get(EngineOptions.LoraRuntime)](request);

    private static TensorEngineRequest Request(StageRequest request)
    {
        var device = request.Get(EngineOptions.Device);
        return new TensorEngineRequest
        {
            Packages = request.EnginePackages,
            LibTorch = request.Paths.LibTorch is { Length: > 0 } folder ? folder : null,
            Device = new ComputeDevice(device.Kind, device.Index),
            Threads = Workers.Threads,
            AllowTf32 = request.Get(EngineOptions.AllowTf32),
            WorkFolder = StoreFolder.Engines(request.Paths.CacheDirectory).ForWritingAnywhere(),
        };
    }
}
