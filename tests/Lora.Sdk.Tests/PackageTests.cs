using System.IO.Compression;
using Lora.Testing;

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

    /// <summary>Elsewhere than where Lora.targets looks, they would be compiled anew in each build, and nobody would see it.</summary>
    [Fact]
    public void WhatIsCompiledAhead_LiesInTheFolderOfItsMachine()
    {
        using var tools = new TempFolder("lora-ahead-");
        Directory.CreateDirectory(tools["ahead/any-x64"]);
        foreach (var name in (string[])["ahead/any-x64/Lora.Build.Tasks.dll", "Lora.Engine.runtimeconfig.json", "Lora.Engine.deps.json"])
        {
            File.WriteAllText(tools[name], name);
        }

        DotNet.Run(Repository.Root, new Dictionary<string, string>(), "pack", "sdk/Lora.Sdk", "--no-build", "-o", tools["feed"], "-nologo",
            "-c", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, $"-p:OutputPath={tools.Path}/").Succeeded();

        using var archive = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(tools["feed"], "*.nupkg")));
        Assert.Equal(["tools/net10.0/ahead/any-x64/Lora.Build.Tasks.dll"],
            archive.Entries.Select(entry => entry.FullName).Where(name => name.Contains("/ahead/", StringComparison.Ordinal)));
    }
}
