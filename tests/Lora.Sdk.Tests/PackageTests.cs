using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Lora.Sdk.Tests;

public sealed class PackageTests(SdkPackage package)
{
    /// <summary>The tasks run in the MSBuild of the user's .NET SDK, never in one that came with them.</summary>
    [Fact]
    public void Package_HoldsTasksAndEngineButNoMSBuild()
    {
        using var archive = ZipFile.OpenRead(package.Package);
        var tools = archive.Entries.Where(entry => entry.FullName.StartsWith("tools/", StringComparison.Ordinal)
            && !entry.FullName.Contains("/ahead/", StringComparison.Ordinal)).Select(entry => entry.Name).ToArray();

        Assert.Contains("Lora.Build.Tasks.dll", tools);
        Assert.Contains("Lora.Engine.dll", tools);
        // the schema's library and what it needs, the pictures', and TOML's; named in the notices
        Assert.Equal(["Humanizer.dll", "Json.More.dll", "JsonPointer.Net.dll", "JsonSchema.Net.dll", "SixLabors.ImageSharp.dll", "Tomlyn.dll"],
            tools.Where(name => !name.StartsWith("Lora.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("THIRD-PARTY-NOTICES.txt", archive.Entries.Select(entry => entry.FullName));
        Assert.Contains("schemas/bases.schema.json", archive.Entries.Select(entry => entry.FullName));
    }

    /// <summary>Elsewhere than where Lora.targets looks, tasks and engine would be compiled anew in each build, and nobody would see it.</summary>
    [Fact]
    public void WhatIsCompiledAhead_LiesInTheFolderOfItsMachine()
    {
        using var archive = ZipFile.OpenRead(package.Package);
        var names = archive.Entries.Select(entry => entry.FullName).ToArray();
        Assert.SkipUnless(names.Any(name => name.StartsWith("tools/net10.0/ahead/", StringComparison.Ordinal)),
            "the compiler's package could not be restored here");

        var folder = $"tools/net10.0/ahead/{RuntimeInformation.RuntimeIdentifier}/";
        // all that lies beside it, but for what is never loaded from there
        Assert.Equal(names.Where(name => name.StartsWith("tools/net10.0/", StringComparison.Ordinal) && name.Count(c => c == '/') == 2)
                .Select(name => folder + Path.GetFileName(name)).Order(StringComparer.Ordinal),
            names.Where(name => name.Contains("/ahead/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var (compiled, plain) = (archive.GetEntry(folder + "Lora.Engine.dll")!.Length, archive.GetEntry("tools/net10.0/Lora.Engine.dll")!.Length);
        Assert.True(compiled > 2 * plain, $"{compiled} and {plain} bytes");
    }
}
