using Lora.Runtime.Onnx;
using Lora.Testing;

namespace Lora.Tagging.Tests;

/// <summary>ONNX Runtime from the packages that the tests were restored with.</summary>
internal static class TestOnnx
{
    internal static IOnnxRuntime Runtime { get; } = new OnnxRuntimeEngine().Open(new OnnxEngineRequest(RestoredPackages.All));
}
