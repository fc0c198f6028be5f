using System.Text;
using System.Text.RegularExpressions;
using Lora.Testing;

namespace Lora.Sdk.Tests;

/// <summary>
/// Builds for every row of docs/what-runs-again.md, one project changed again and again: the stages that run are those of the table, and those that
/// <c>-t:Explain</c> has named before, which the small form asks for two rows.
/// </summary>
public sealed class WhatRunsAgainTests(SdkPackage package)
{
    private const string Items = "<Prompt Include=\"beach\" Text=\"zorblax, beach\" Seed=\"7\" Steps=\"2\" />"
        + "<TagRule Include=\"no hat\" Action=\"remove\" Tags=\"hat\" />";
    private const string Properties = "<NetworkTrainUnetOnly>true</NetworkTrainUnetOnly><LrScheduler>constant</LrScheduler>";

    [Fact]
    public void Rows_OfADummyEngine()
    {
        var project = UserProject.WithDummyEngine(package, "again", $"{Properties}<MaxTrainEpochs>3</MaxTrainEpochs><Resolution>512</Resolution>", Items);
        Rows(project, isReal: false, "images/more/b.JPG", "512", () => project.Write("images/more/b.JPG", "another"), () =>
        {
            foreach (var part in (string[])["unet", "vae", "text_encoder", "tokenizer", "scheduler"])
            {
                project.Write($"model/{part}/config.json", "other");
            }
        });
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Rows_OfTheRealEngine()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LORA_SLOW") == "1", "takes minutes: set LORA_SLOW=1; the small form above always runs");
        var project = UserProject.WithRealEngine(package, "again-real", $"{Properties}<MaxTrainEpochs>1</MaxTrainEpochs><NumRepeats>1</NumRepeats>", Items);
        foreach (var file in Directory.EnumerateFiles(Repository.ZorblaxModel, "*", SearchOption.AllDirectories))
        {
            project.Write(Path.Combine("model", Path.GetRelativePath(Repository.ZorblaxModel, file)), File.ReadAllBytes(file));
        }

        project.Edit("critter.loraproj", Repository.ZorblaxModel, "model");
        project.Edit("critter.loraproj", "<MaxTrainSteps>2</MaxTrainSteps>", "");
        Rows(project, isReal: true, "images/zorblax-08.jpg", "128", () => File.Copy(Path.Combine(Repository.Zorblax, "images", "zorblax-02.png"),
            project.At("images/zorblax-01.png"), overwrite: true), () =>
        {
            // a space in each part's configuration is another base model
            foreach (var config in Directory.EnumerateFiles(project.At("model"), "*.json", SearchOption.AllDirectories))
            {
                File.AppendAllText(config, " ");
            }
        });
    }

    private static void Rows(UserProject project, bool isReal, string last, string resolution, Action changeImage, Action changeModel)
    {
        project.Build().Succeeded();
        Assert.Equal(AgainTable.Stages.Order(StringComparer.Ordinal), project.StagesRun(DateTime.MinValue));
        var rows = AgainTable.Rows.Keys.ToHashSet(StringComparer.Ordinal);

        Row("a picture's bytes", changeImage);
        Row("a picture's time", () => File.SetLastWriteTimeUtc(project.At(last), DateTime.UtcNow));
        Row("a picture's name", () =>
        {
            var renamed = Path.Combine(Path.GetDirectoryName(last)!, "zz-renamed");
            File.Move(project.At(last), project.At(renamed + Path.GetExtension(last)));
            File.Move(project.At(Path.ChangeExtension(last, ".txt")), project.At(renamed + ".txt"));
            last = renamed + Path.GetExtension(last);
        });
        Row("a caption", () => project.Write(Path.ChangeExtension(last, ".txt"), "frown"));
        Row("a `TagRule`", () => project.Edit("critter.loraproj", "Tags=\"hat\"", "Tags=\"cap\""));
        Row("a `Prompt`", () => project.Edit("critter.loraproj", "zorblax, beach", "zorblax, forest"));
        Row("`Seed`", () => project.Edit("critter.loraproj", "<LrScheduler>", "<Seed>43</Seed><LrScheduler>"));
        Row("`UnetLr`", () => project.Edit("critter.loraproj", "<LrScheduler>", "<UnetLr>4e-4</UnetLr><LrScheduler>"));
        Row("`MaxTrainEpochs` + 1", () =>
        {
            var epochs = int.Parse(Regex.Match(File.ReadAllText(project.At("critter.loraproj")), "<MaxTrainEpochs>([0-9]+)<").Groups[1].Value);
            project.Edit("critter.loraproj", $"<MaxTrainEpochs>{epochs}<", $"<MaxTrainEpochs>{epochs + 1}<");
        });
        Row("`Resolution`", () => project.Edit("critter.loraproj", $"<Resolution>{resolution}<", $"<Resolution>{int.Parse(resolution) - 16}<"));
        Row("the base model", changeModel);
        Row("`NetworkDim`", () => project.Edit("critter.loraproj", "<LrScheduler>", "<NetworkDim>4</NetworkDim><LrScheduler>"));
        Row("a comment in the project file", () => project.Edit("critter.loraproj", "<ItemGroup>", "<!-- a remark --><ItemGroup>"));
        Row("the SDK's patch version", static () => { }, $"-p:LoraToolsDirectory={OtherVersion(project)}");
        // neither is on every machine: explained, and not built
        Explained(project, "`LoraRuntime`", "-p:LoraRuntime=torch");
        Explained(project, "`Device`", "-p:Device=cuda");
        rows.ExceptWith(["`LoraRuntime`", "`Device`"]);
        Assert.Empty(rows);

        void Row(string row, Action change, params string[] arguments)
        {
            change();
            // each question costs as much as a build that has nothing to do
            if (isReal ? AgainTable.Of(row).Length > 0 : row is "a caption" or "`UnetLr`")
            {
                Explained(project, row, arguments);
            }

            if (isReal && AgainTable.Rows[row].Contains("goes on"))
            {
                Assert.Matches(@"Train +goes on from step [0-9]+; ", project.Build("--no-restore", "-t:Explain").Output);
            }

            var since = DateTime.UtcNow;
            project.Build(["--no-restore", .. arguments]).Succeeded();

            Assert.Equal((row, string.Join(' ', AgainTable.Of(row).Order(StringComparer.Ordinal))), (row, string.Join(' ', project.StagesRun(since))));
            rows.Remove(row);
        }
    }

    private static void Explained(UserProject project, string row, params string[] arguments)
    {
        var said = project.Build(["--no-restore", "-t:Explain", .. arguments]).Succeeded();
        string[] stages = [.. AgainTable.Stages.Where(stage =>
            Regex.IsMatch(said, $@"^\s*{stage} +(runs|goes on|is taken from the store)", RegexOptions.Multiline))];
        Assert.True(AgainTable.Of(row).SequenceEqual(stages), $"{row}: {said}");
    }

    /// <summary>The tools as a release of another patch version would bring them.</summary>
    private static string OtherVersion(UserProject project)
    {
        var tools = Directory.GetDirectories(Path.Combine(project.Environment["NUGET_PACKAGES"], "lora.sdk"), "net10.0", SearchOption.AllDirectories).Single();
        var other = project.At("tools") + Path.DirectorySeparatorChar;
        var version = Regex.Match(File.ReadAllText(project.At("critter.lora.lock.json")), "\"sdk\": \"([^\"]+)\"").Groups[1].Value;
        var (from, to) = (Encoding.UTF8.GetBytes(version), Encoding.UTF8.GetBytes(version.Replace('0', '9')));
        foreach (var file in Directory.EnumerateFiles(tools, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            var ours = Path.GetFileName(file).StartsWith("Lora.", StringComparison.Ordinal);
            for (int at = 0, found; ours && (found = bytes.AsSpan(at).IndexOf(from)) >= 0; at += found + from.Length)
            {
                to.CopyTo(bytes, at + found);
            }

            project.Write(Path.Combine("tools", Path.GetRelativePath(tools, file)), bytes);
        }

        return other;
    }
}
