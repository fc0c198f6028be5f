using System.Reflection;
using Lora.Project;

namespace Lora.Testing;

/// <summary>The packages of native engines that the tests were restored with; nothing of them is copied.</summary>
public static class RestoredPackages
{
    /// <summary>The folder of each by its name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = PackageFolders.Of(typeof(RestoredPackages).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "RestoredPackages").Value!, ["TorchSharp", "Microsoft.ML.OnnxRuntime"]);
}
