namespace Lora.Sdk.Tests.Trust;

/// <summary>Names that people and other systems give to files.</summary>
public sealed class OddNameTests(SdkPackage package)
{
    private static readonly string[] Odd =
    [
        "with space.png", "it's \"quoted\".png", "日本語 の 絵.png", "🦎 lizard.png", "100%; $(Seed) @(Image) %41.png", "-dash & (brackets) [1] {2} #3 ~.png",
        new string('n', 200) + ".png", "e\u0301 apart.png", "line\u2028separator.png",
    ];

    [Fact]
    public void OddNames_AreBuiltAsAllOthers_AndTheSecondBuildDoesNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names");
        var project = UserProject.WithRealEngine(package, "odd/names 'of' ü 絵");
        var (picture, caption) = (File.ReadAllBytes(project.At("images/zorblax-01.png")), File.ReadAllText(project.At("images/zorblax-01.txt")));
        foreach (var (name, row) in Odd.Select((name, row) => (name, row)))
        {
            project.WriteImage($"images/{name}", [.. picture, (byte)row], $"{caption.TrimEnd()}, {row}");
        }

        project.Build().Succeeded();

        var plan = File.ReadAllText(project.At("obj/critter/model/Train.request.json"));
        Assert.Equal(Odd.Length + 3, System.Text.RegularExpressions.Regex.Count(plan, "\"index\""));
        Assert.Contains("Up-to-date checks passed", project.Build("--no-restore", "-question").Output);
    }

    [Fact]
    public void LinksAndLoops_EndSomewhere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        var project = UserProject.WithRealEngine(package, "odd/links");
        Directory.CreateDirectory(project.At("elsewhere"));
        File.Move(project.At("images/zorblax-07.PNG"), project.At("elsewhere/seven.png"));
        File.CreateSymbolicLink(project.At("images/zorblax-07.PNG"), "../elsewhere/seven.png");
        Directory.CreateDirectory(project.At("images/sub"));
        Directory.CreateSymbolicLink(project.At("images/sub/up"), "..");
        File.CreateSymbolicLink(project.At("images/itself.png"), "itself.png");
        File.CreateSymbolicLink(project.At("images/nowhere.png"), "gone.png");

        var refused = project.Build("-t:Validate").Failed();

        Assert.True(refused.Contains("itself.png", StringComparison.Ordinal) && refused.Contains("nowhere.png", StringComparison.Ordinal), refused);
        Assert.Matches("error LORA2[0-9]{3}: ", refused);
        Assert.DoesNotContain("   at ", refused, StringComparison.Ordinal);
        File.Delete(project.At("images/itself.png"));
        File.Delete(project.At("images/nowhere.png"));
        project.Build("--no-restore").Succeeded();
        Assert.Contains("Up-to-date checks passed", project.Build("--no-restore", "-question").Output);
    }
}
