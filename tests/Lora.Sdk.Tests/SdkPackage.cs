using Lora.Sdk.Tests;
using Lora.Testing;

[assembly: AssemblyFixture(typeof(SdkPackage))]

namespace Lora.Sdk.Tests;

/// <summary>
/// Lora.Sdk.nupkg, packed once a run from assemblies that are built already, in a feed of its own. Projects in <see cref="Root"/> resolve it; their packages
/// and their store are of this run alone.
/// </summary>
public sealed class SdkPackage : IDisposable
{
    /// <summary>How many processors .NET sees.</summary>
    public const string Processors = "DOTNET_PROCESSOR_COUNT";

    /// <summary>
    /// That many in a test's build: tests run side by side, and what is so small takes a quarter less time on one. A test that is about several projects, bases
    /// or threads at once takes the variable away.
    /// </summary>
    public const string One = "1";

    private readonly TempFolder _root = new("lora-sdk-");

    public SdkPackage()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        Directory.CreateDirectory(Path.Combine(Root, "feed"));
        DotNet.Run(Repository.Root, new Dictionary<string, string>(),
            "pack", "sdk/Lora.Sdk", "--no-build", "-c", configuration, "-o", Path.Combine(Root, "feed"), "-nologo",
            // one of the machine's package folder, of the version that users have, would be taken in its place
            $"-p:PackageVersion=0.0.0-tests.{System.Environment.ProcessId}").Succeeded();
        Package = Assert.Single(Directory.GetFiles(Path.Combine(Root, "feed"), "*.nupkg"));
        var version = Path.GetFileNameWithoutExtension(Package)["Lora.Sdk.".Length..];
        File.WriteAllText(Path.Combine(Root, "global.json"), $$"""{ "msbuild-sdks": { "Lora.Sdk": "{{version}}" } }""");
        File.WriteAllText(Path.Combine(Root, "Directory.Build.rsp"), "-nodeReuse:false\n");
        File.WriteAllText(Path.Combine(Root, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="feed" /></packageSources>
              <fallbackPackageFolders><clear /><add key="machine" value="{MachinePackages}" /></fallbackPackageFolders>
            </configuration>
            """);
        Environment = new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = Path.Combine(Root, "packages"),
            ["LoraCacheDir"] = Path.Combine(Root, "store"),
            [Processors] = One,
        };
    }

    /// <summary>The folder below which tests make their projects.</summary>
    public string Root => _root.Path;

    /// <summary>The .nupkg.</summary>
    public string Package { get; }

    /// <summary>Variables of every build.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    private static string MachinePackages => System.Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public void Dispose() => _root.Dispose();
}
