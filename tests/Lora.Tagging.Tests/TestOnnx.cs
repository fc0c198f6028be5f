using System.Reflection;
using Lora.Project;
using Lora.Runtime.Onnx;

namespace Lora.Tagging.Tests;

/// <summary>ONNX Runtime from the packages that the tests were restored with.</summary>
internal static class TestOnnx
{
    internal static IOnnxRuntime Runtime { get; } = new OnnxRuntimeEngine().Open(new OnnxEngineRequest(PackageFolders.Of(
        typeof(TestOnnx).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "RestoredOnnxPackages").Value!,
        ["Microsoft.ML.OnnxRuntime"])));
}
