using System.Text.RegularExpressions;
using Lora.Project;
using Lora.Testing;

namespace Lora.Sdk.Tests;

/// <summary>Two versions of a LoRA side by side, by real builds: <c>-t:Compare</c>.</summary>
public sealed class CompareTests(SdkPackage package)
{
    private const string Prompt = "<Prompt Include=\"one\" Text=\"zorblax, smile\" Width=\"64\" Height=\"64\" Steps=\"2\" />";

    [Fact]
    public void VersionBefore_ComesFromTheStore_AndWhatChangedIsShown()
    {
        var project = UserProject.WithRealEngine(package, "compare", "<NetworkDim>4</NetworkDim>", Prompt);
        project.Write(".gitignore", "bin/\nobj/\n");
        project.Build("-t:Train").Succeeded();
        Git(project, "init", "-q");
        Git(project, "add", "-A");
        Git(project, "commit", "-qm", "one");
        Git(project, "tag", "v1.0");
        File.Copy(Path.Combine(Repository.Zorblax, "images", "zorblax-02.png"), project.At("images/zorblax-02.png"));
        project.Write("images/zorblax-02.txt", "1critter, <b>hat</b>");
        var caption = File.ReadAllText(project.At("images/zorblax-07.txt")).TrimEnd();
        project.Write("images/zorblax-07.txt", caption.Replace("frown", "top hat", StringComparison.Ordinal) + ", new tag");
        project.Edit("critter.loraproj", "<NetworkDim>4</NetworkDim>", "<NetworkDim>8</NetworkDim><Version>1.1.0</Version>");

        var output = project.Build("-t:Compare", "-p:CompareWith=v1.0", "-p:MaxTrainSteps=3").Succeeded();

        Assert.Contains("critter-1.1.0 beside v1.0 (critter-1.0.0)", output, StringComparison.Ordinal);
        Assert.Contains("Images: +1 -0 ~0; captions: +1 -0 ~1", output, StringComparison.Ordinal);
        Assert.Contains("+ images/zorblax-02.png", output, StringComparison.Ordinal);
        Assert.Matches(@"~ images/zorblax-07\.PNG: caption .*\+new tag", output);
        // the command line is of this version alone
        Assert.Contains("MaxTrainSteps: 2 -> 3", output, StringComparison.Ordinal);
        Assert.Contains("NetworkDim: 4 -> 8", output, StringComparison.Ordinal);
        Assert.Matches(@"Weights: similarity -?\d\.\d{4}, norm \d\.\d{4} -> \d\.\d{4}, difference \d\.\d{4}; lora 4/\d+ -> lora 8/\d+", output);
        Assert.Contains("Page: bin/compare.html, with 1 prompt drawn with both", output, StringComparison.Ordinal);
        // one training: of this version
        Assert.Single(Regex.Matches(output, "Training critter"));
        Assert.DoesNotContain("warning MSB", output, StringComparison.Ordinal);

        var page = File.ReadAllText(project.At("bin/compare.html"));
        Assert.Contains("<ins>new tag</ins>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;hat&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>hat", page, StringComparison.Ordinal);
        Assert.DoesNotContain(project.Folder, page, StringComparison.Ordinal);
        Assert.All(Regex.Matches(page, "src=\"([^\"]+)\""), picture => Assert.True(File.Exists(project.At($"bin/{picture.Groups[1].Value}"))));
        Assert.Contains("compare/01-before.png", page, StringComparison.Ordinal);
        Assert.Equal("", Git(project, "status", "--porcelain", "--", "obj", "bin"));

        // nothing is made again, and the page is the same to the byte
        output = project.Build("-t:Compare", "-p:CompareWith=v1.0", "-p:MaxTrainSteps=3", "--no-restore").Succeeded();
        Assert.DoesNotContain("Training critter", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Sample: ", output, StringComparison.Ordinal);
        Assert.Equal(page, File.ReadAllText(project.At("bin/compare.html")));

        // a build leaves the page, clean takes it away
        project.Build("-p:MaxTrainSteps=3", "--no-restore").Succeeded();
        Assert.True(File.Exists(project.At("bin/compare.html")));
        project.Run("clean", "-nologo").Succeeded();
        Assert.All((string[])["bin/compare", "bin/compare.html", "obj/critter/compare"], name => Assert.False(Path.Exists(project.At(name))));
    }

    [Fact]
    public void NameOfNothing_IsSaid_BeforeAnythingRuns()
    {
        var project = UserProject.WithDummyEngine(package, "compare-nothing");
        Assert.Contains("error LORA5401: CompareWith is not set.", project.Build("-t:Compare").Failed(), StringComparison.Ordinal);
        var misspelt = project.Build("--no-restore", "-t:Compare", "-p:CompareWit=v1.0").Failed();
        Assert.Contains("did you mean 'CompareWith'?", misspelt, StringComparison.Ordinal);
        Assert.Contains("error LORA5401: CompareWith 'v1.0' is no .safetensors file and no project, and ",
            project.Build("--no-restore", "-t:Compare", "-p:CompareWith=v1.0").Failed(), StringComparison.Ordinal);
        Assert.False(File.Exists(project.At("obj/critter/model/Validate.request.json")));
    }

    [Fact]
    public void AnotherProject_IsBuiltAsItStands_ForEachOfSeveralBases()
    {
        var bases = "<Base Include=\"one;two\" Path=\"$(MSBuildThisFileDirectory)$(Up)model\" />";
        var project = UserProject.WithDummyEngine(package, "compare-project", "", bases);
        project.Edit("critter.loraproj", "<BaseModel>model</BaseModel>", "<BaseModels>one;two</BaseModels>");
        project.WriteImage("other/images/a.png", "a"u8.ToArray(), "smile");
        project.Write("other/critter.loraproj",
            File.ReadAllText(project.At("critter.loraproj")).Replace("<BaseModels>", "<Up>../</Up><BaseModels>", StringComparison.Ordinal));

        project.Build("-t:Compare", "-p:CompareWith=other", "-p:NetworkDim=16").Succeeded();

        Assert.All((string[])["one", "two"], name =>
        {
            var request = StageJson.ReadRequest(File.ReadAllText(project.At($"obj/critter/{name}/Compare.request.json")));
            Assert.Equal(("other", ""), (request.ComparisonWork!.ThatName, request.ComparisonWork.ThatLora));
            Assert.Equal(project.At($"other/obj/critter/{name}/Version.request.json"), request.ComparisonWork.That);
            Assert.Equal(["16", "8"], ((string[])[request.ComparisonWork.This, request.ComparisonWork.That])
                .Select(file => StageJson.ReadRequest(File.ReadAllText(file)).Options["NetworkDim"]));
        });
    }

    [Fact]
    public void BaseModelThatGitDoesNotKeep_IsTheOneThatIsThereNow()
    {
        var project = UserProject.WithDummyEngine(package, "compare-ignored");
        project.Write(".gitignore", "bin/\nobj/\nmodel/\n");
        Git(project, "init", "-q");
        Git(project, "add", "-A");
        Git(project, "commit", "-qm", "one");
        project.WriteImage("images/c.png", "c"u8.ToArray(), "smile");

        project.Build("-t:Compare", "-p:CompareWith=HEAD").Succeeded();

        var work = StageJson.ReadRequest(File.ReadAllText(project.At("obj/critter/model/Compare.request.json"))).ComparisonWork!;
        Assert.StartsWith(project.At("obj/critter/compare/"), work.That, StringComparison.Ordinal);
        var that = StageJson.ReadRequest(File.ReadAllText(work.That));
        Assert.Equal(project.At("model"), that.Paths.BaseModel);
        Assert.Equal(["images/a.png", "images/more/b.JPG"], that.Images.Select(image => image.Name));
    }

    private static string Git(UserProject project, params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", .. arguments])
        {
            WorkingDirectory = project.Folder,
            RedirectStandardOutput = true,
        };
        using var git = System.Diagnostics.Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return output;
    }
}
