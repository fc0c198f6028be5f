using Lora.Tagging;

namespace Lora.Runtime.Onnx;

/// <summary>
/// ONNX Runtime, on the CPU or on an NVIDIA card. One a process: what the first <see cref="Open"/> loads serves all later ones. Nothing here mentions a type
/// of its assembly, so that it can be found before it is needed.
/// </summary>
public sealed class OnnxRuntimeEngine : IOnnxEngine
{
    /// <inheritdoc/>
    public IOnnxRuntime Open(OnnxEngineRequest request)
    {
        OnnxLibraries.Load(OnnxFiles.Find(request));
        return OnnxRuntimeSessions.Open(request.CudaDevice);
    }
}
