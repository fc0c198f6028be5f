using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Lora.Sdk.Tests;

/// <summary>A native engine comes as packages that a project asks for, is loaded from where restore put them, and never replaced by another one.</summary>
public sealed class EnginePackageTests(SdkPackage package)
{
    [Fact]
    public void Torch_TrainsFromThePackageFolderAndCopiesNothing()
    {
        var project = UserProject.WithRealEngine(package, "native", "<LoraRuntime>torch</LoraRuntime><MixedPrecision>bf16</MixedPrecision>",
            "<Prompt Include=\"one\" Text=\"zorblax\" Seed=\"1\" Steps=\"2\" />");
        var output = project.Build().Succeeded();
        Assert.Single(output.Split('\n'), line => line.Contains("Computes with TorchSharp", StringComparison.Ordinal));
        Assert.True(File.Exists(project.At("bin/critter-1.0.0.safetensors")), output);
        Assert.Contains("torch-2.10.0/cpu", File.ReadAllText(project.At("critter.lora.lock.json")), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(project.Folder, "*", SearchOption.AllDirectories), file =>
            Path.GetExtension(file) is ".so" or ".dll" or ".dylib" || Path.GetFileName(file).Contains("torch", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("Computes with", project.Build().Succeeded(), StringComparison.Ordinal);

        // another runtime makes another LoRA: its stages run again, and those that use none do not
        var other = project.Build("-p:LoraRuntime=embedded", "-v:m").Succeeded();
        Assert.Contains("Computes with embedded 1", other, StringComparison.Ordinal);
        Assert.Contains("Train runs again: ", other, StringComparison.Ordinal);
        Assert.DoesNotContain("Resize runs again", other, StringComparison.Ordinal);
    }

    [Fact]
    public void PackageThatNobodyServes_IsNuGetsError()
    {
        var project = Alone("absent", "<LoraRuntime>torch</LoraRuntime>");
        Assert.Contains("error NU1101", project.Build().Failed(), StringComparison.Ordinal);
    }

    [Fact]
    public void Gpu_AsksForThePackageOfItsKind()
    {
        var output = Alone("gpu", "<Device>cuda</Device>").Build().Failed();
        Assert.Contains("TorchSharp", output, StringComparison.Ordinal);
        Assert.Matches("error NU1101: .*libtorch-cuda", output);
    }

    [Fact]
    public void TaggerOnAGpu_AsksForThePackageOfItsKind() => Assert.Matches(@"error NU1101: .*Microsoft\.ML\.OnnxRuntime\.Gpu",
        Alone("tagger-gpu", "<Tagger>tagger</Tagger><TaggerDevice>cuda</TaggerDevice>").Build("-t:Restore").Failed());

    [Fact]
    public void LibTorchThatIsThere_SparesItsPackage()
    {
        var project = Alone("there", "<LoraRuntime>torch</LoraRuntime><LoraLibTorch>lib</LoraLibTorch>");
        Directory.CreateDirectory(project.At("lib"));
        MakePackage(project, "TorchSharp", "lib/net8.0/TorchSharp.dll", "runtimes/linux-x64/native/libLibTorchSharp.so");
        Assert.DoesNotContain("error NU", project.Build("-t:Restore").Succeeded(), StringComparison.Ordinal);
    }

    /// <summary>A registry may serve another package under a name and version: NuGet's lock file holds those of engines too (docs/lock.md).</summary>
    [Fact]
    public void PackageOfAnotherHash_IsRefusedWithALockFile()
    {
        var project = Alone("locked", "<LoraRuntime>torch</LoraRuntime><LoraLibTorch>lib</LoraLibTorch>"
            + "<RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>");
        Directory.CreateDirectory(project.At("lib"));
        MakePackage(project, "TorchSharp", "lib/net8.0/TorchSharp.dll", "runtimes/linux-x64/native/libLibTorchSharp.so");
        project.Build("-t:Restore").Succeeded();
        var locked = File.ReadAllText(project.At("packages.lock.json"));
        Assert.Contains("\"TorchSharp\"", locked, StringComparison.Ordinal);
        Assert.DoesNotContain("LORA", project.Build("-t:Restore", "-p:RestoreLockedMode=true").Succeeded(), StringComparison.Ordinal);

        File.WriteAllText(project.At("packages.lock.json"), Regex.Replace(locked, "(?<=\"contentHash\": \")....", "AAAA"));
        // as in a clone: what restore has seen is believed
        Directory.Delete(project.At("obj"), recursive: true);

        Assert.Matches("error NU1403: .*TorchSharp", project.Build("-t:Restore", "-p:RestoreLockedMode=true").Failed());
    }

    [Fact]
    public void FolderThatIsNotThere_IsAFindingAtTheOption() => Assert.Matches(
        @"critter\.loraproj\(\d+,\d+\): error LORA1\d+: LoraLibTorch: there is no folder 'nowhere'\.",
        UserProject.WithRealEngine(package, "nowhere", "<LoraRuntime>torch</LoraRuntime>\n<LoraLibTorch>nowhere</LoraLibTorch>").Build("-t:Validate").Failed());

    [Fact]
    public void RuntimeThatKnowsNoSuchDevice_IsAFindingAtTheOption() => Assert.Matches(
        @"critter\.loraproj\(\d+,\d+\): error LORA1\d+: The runtime embedded does not compute on cuda\.",
        UserProject.WithRealEngine(package, "mismatch", "<Device>cuda</Device>\n<LoraRuntime>embedded</LoraRuntime>").Build("-t:Validate").Failed());

    [Fact]
    public void DamagedAndMissingPackages_AreOneFindingThatNamesTheFile()
    {
        var project = Alone("damaged", "<LoraRuntime>torch</LoraRuntime>");
        MakePackage(project, "TorchSharp", "lib/net8.0/TorchSharp.dll", "runtimes/linux-x64/native/libLibTorchSharp.so");
        MakePackage(project, "libtorch-cpu-linux-x64", "runtimes/linux-x64/native/libc10.so");
        project.Build("-t:Restore").Succeeded();

        Assert.Matches(@"TorchSharp\.dll : error LORA4021: ", project.Build("--no-restore", "-t:CacheLatents").Failed());

        Directory.Delete(project.At("packages/torchsharp"), recursive: true);
        Assert.Matches(@"error LORA4020: .*TorchSharp\.dll", project.Build("--no-restore", "-t:CacheLatents").Failed());

        File.Copy(project.At("restored-without.json"), project.At("obj/critter/project.assets.json"), overwrite: true);
        Assert.Matches(@"error LORA4020: The package TorchSharp is not restored\.", project.Build("--no-restore", "-t:CacheLatents").Failed());
    }

    /// <summary>A real project whose packages come from a feed of its own alone, into a folder of its own.</summary>
    private UserProject Alone(string name, string properties)
    {
        var project = UserProject.WithRealEngine(package, name, properties);
        // as restore leaves it for a project without engine packages
        project.Build("-t:Restore", "-p:LoraRuntime=embedded", "-p:Device=cpu", "-p:Tagger=").Succeeded();
        File.Copy(project.At("obj/critter/project.assets.json"), project.At("restored-without.json"));
        Directory.CreateDirectory(project.At("feed"));
        File.WriteAllText(project.At("nuget.config"), """
            <configuration>
              <packageSources><clear /><add key="alone" value="feed" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        foreach (var sdk in Directory.GetFiles(Path.Combine(package.Root, "feed")))
        {
            File.Copy(sdk, project.At(Path.Combine("feed", Path.GetFileName(sdk))));
        }

        project.Environment["NUGET_PACKAGES"] = project.At("packages");
        // what is in the store needs no engine
        project.Environment["LoraCacheDir"] = project.At("store");
        return project;
    }

    /// <summary>A made-up package whose files are no libraries.</summary>
    private static void MakePackage(UserProject project, string id, params string[] files)
    {
        var version = id == "TorchSharp" ? "0.107.0" : "2.10.0";
        using var archive = ZipFile.Open(project.At($"feed/{id}.{version}.nupkg"), ZipArchiveMode.Create);
        Add($"{id}.nuspec", $"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata><id>{id}</id><version>{version}</version><authors>test</authors><description>made up</description></metadata>
            </package>
            """);
        foreach (var file in files)
        {
            Add(file, "this is no library");
        }

        void Add(string name, string text)
        {
            using var writer = new StreamWriter(archive.CreateEntry(name).Open());
            writer.Write(text);
        }
    }
}
