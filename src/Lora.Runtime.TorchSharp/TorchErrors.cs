using System.Runtime.InteropServices;
using Lora.Tensors;

namespace Lora.Runtime.Torch;

/// <summary>What libtorch's errors mean in the port. They come as text; nearly all are refusals of an argument.</summary>
internal static class TorchErrors
{
    private static readonly string[] Engine =
    [
        "CUDA error", "CUDA driver error", "CUBLAS_STATUS", "cuDNN error", "CUDNN_STATUS", "cusolver error", "CUSOLVER_STATUS", "NVRTC",
        "INTERNAL ASSERT FAILED",
    ];

    private static readonly string[] Memory =
        ["out of memory", "not enough memory", "can't allocate memory", "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED"];

    /// <summary>The exception for a failed operation.</summary>
    /// <param name="operation">Its name in the port.</param>
    /// <param name="about">What it was done to, if that helps.</param>
    /// <param name="error">What TorchSharp threw.</param>
    public static Exception Of(string operation, object? about, ExternalException error)
    {
        var text = error.Message;
        var what = $"{operation}{(about is null ? "" : $" of {about}")}: {FirstLine(error)}";
        bool Says(string[] phrases) => phrases.Any(phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase));
        if (Says(Memory))
        {
            return new TensorEngineException(TensorEngineFault.OutOfMemory, what, inner: error);
        }

        if (text.Contains("backward through the graph a second time", StringComparison.Ordinal))
        {
            return new InvalidOperationException(what, error);
        }

        return Says(Engine) ? new TensorEngineException(TensorEngineFault.OperationFailed, what, inner: error) : new ArgumentException(what, error);
    }

    /// <summary>Without the list of native calls that libtorch appends.</summary>
    public static string FirstLine(Exception error) => error.Message.Split('\n')[0].Trim();
}
