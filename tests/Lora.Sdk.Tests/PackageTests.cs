using System.IO.Compression;

namespace Lora.Sdk.Tests;

public sealed class PackageTests(SdkPackage package)
{
    /// <summary>The tasks run in the MSBuild of the user's .NET SDK, never in one that came with them.</summary>
    [Fact]
    public void Package_HoldsTasksAndEngineButNoMSBuild()
    {
        using var archive = ZipFile.OpenRead(package.Package);
        var tools = archive.Entries.Where(entry => entry.FullName.StartsWith("tools/", StringComparison.Ordinal)).Select(entry => entry.Name).ToArray();

        Assert.Contains("Lora.Build.Tasks.dll", tools);
        Assert.Contains("Lora.Engine.dll", tools);
        Assert.All(tools, name => Assert.StartsWith("Lora.", name, StringComparison.Ordinal));
    }
}
