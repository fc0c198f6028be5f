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
        // the schema's library and what it needs, the pictures', and TOML's; named in the notices
        Assert.Equal(["Humanizer.dll", "Json.More.dll", "JsonPointer.Net.dll", "JsonSchema.Net.dll", "SixLabors.ImageSharp.dll", "Tomlyn.dll"],
            tools.Where(name => !name.StartsWith("Lora.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("THIRD-PARTY-NOTICES.txt", archive.Entries.Select(entry => entry.FullName));
        Assert.Contains("schemas/bases.schema.json", archive.Entries.Select(entry => entry.FullName));
    }
}
