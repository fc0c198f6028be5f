using Lora.Testing;

namespace Lora.Sdk.Tests;

/// <summary>A tagger comes with a package that a project asks for by naming one, writes what is missing, and tells nobody.</summary>
public sealed class TaggerTests(SdkPackage package)
{
    private static readonly string Tagger = Repository.At("examples", "inkstyle", "tagger");

    [Fact]
    public void Tagger_WritesCaptionsFromThePackageFolderAndLeavesNoTrace()
    {
        var project = UserProject.WithRealEngine(package, "tagged", $"<Tagger>{Tagger}</Tagger><RemoveUnderscore>true</RemoveUnderscore>");
        File.Delete(project.At("images/zorblax-01.txt"));
        project.Environment["HOME"] = project.At("home");
        project.Environment["LoraCacheDir"] = project.At("store");
        Directory.CreateDirectory(project.At("home"));
        var output = project.Build("-t:Tag").Succeeded();
        Assert.Contains("Looks at pictures with ONNX Runtime 1.31.1 on the CPU", output, StringComparison.Ordinal);
        Assert.Matches("^zorblax, 1critter, .*one eye", File.ReadAllText(project.At("obj/critter/model/captions/01.txt")));
        Assert.False(File.Exists(project.At("images/zorblax-01.txt")));
        Assert.DoesNotContain(Directory.GetFiles(project.Folder, "*", SearchOption.AllDirectories), file =>
            Path.GetFileName(file).Contains("onnxruntime", StringComparison.OrdinalIgnoreCase) && Path.GetExtension(file) is ".so" or ".dll" or ".dylib");
        // ONNX Runtime writes the machine's identifier there when it is not told otherwise
        Assert.DoesNotContain(Directory.GetFileSystemEntries(project.At("home"), "*", SearchOption.AllDirectories), path =>
            path.Contains("Microsoft", StringComparison.Ordinal) && !path.Contains("NuGet", StringComparison.Ordinal)
            && !path.Contains(".dotnet", StringComparison.Ordinal));

        Assert.DoesNotContain("Looks at pictures", project.Build("-t:Tag").Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutATagger_NothingOfItIsRestored()
    {
        var project = UserProject.WithRealEngine(package, "untagged");
        project.Build("-t:Restore").Succeeded();
        Assert.DoesNotContain("OnnxRuntime", File.ReadAllText(project.At("obj/critter/project.assets.json")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void TaggerThatIsNotThere_IsAFindingAtTheOption() => Assert.Matches(
        @"critter\.loraproj\(\d+,\d+\): error LORA2080: Tagger: there is no folder 'nowhere'\.",
        UserProject.WithRealEngine(package, "no-tagger", "\n<Tagger>nowhere</Tagger>").Build("-t:Validate").Failed());
}
