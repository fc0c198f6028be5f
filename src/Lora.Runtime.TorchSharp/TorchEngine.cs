using Lora.Runtime.Torch.Loading;
using Lora.Tensors;

namespace Lora.Runtime.Torch;

/// <summary>
/// libtorch through TorchSharp, on the CPU or on an NVIDIA card. One libtorch a process: what the first <see cref="Open"/> loads serves all later ones.
/// Nothing here mentions a type of TorchSharp, so that its assembly can be found before it is needed.
/// </summary>
public sealed class TorchEngine : ITensorEngine
{
    /// <inheritdoc/>
    public TensorRuntime Open(TensorEngineRequest request)
    {
        var files = TorchFiles.Find(request);
        var card = request.Device.Type == "cuda" ? CudaDriver.Check(request.Device.Index) : null;
        TorchLibraries.Load(files, request);
        return TorchRuntime.Open(request, card);
    }
}
