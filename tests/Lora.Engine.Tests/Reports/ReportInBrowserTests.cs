using System.Text.RegularExpressions;
using Lora.Imaging;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Reports;

/// <summary>The report as Chromium shows it.</summary>
public sealed class ReportInBrowserTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Gallery_ShowsEveryImageAndRunsNothingOfTheUsers()
    {
        NeedsBrowser();
        _project.AddImage("images/<img src=x onerror=document.title=1>.png", TestImage.Png(64, 64, seed: 3),
            "</script><script>document.title='2'</script>, smile");
        _project.AddImage("images/d.png", File.ReadAllBytes(GoldenFolder.Find("quality", "files", "pair-half-a.png")));
        _project.AddImage("images/e.png", File.ReadAllBytes(GoldenFolder.Find("quality", "files", "pair-half-b.png")));
        _project.RunAll(Stage.Validate);

        var dom = Browser.Dom(_project.Out("report/dataset.html"));

        Assert.Contains("<title>test: dataset</title>", dom);
        Assert.Equal(5, Regex.Count(dom, "<article class=\"card"));
        Assert.Contains("images/&lt;img src=x onerror=document.title=1&gt;.png", dom);
        Assert.Contains("<li>&lt;/script&gt;&lt;script&gt;document.title='2'&lt;/script&gt;</li>", dom);
        Assert.Matches("<span class=\"crop\" style=\"left: 0%; top: 0%; width: 100%; height: 100%;\">", dom);
        Assert.Equal(1, Regex.Count(dom, "<div class=\"group\"><figure>.*?</figure><figure>"));
        Assert.Contains("<b>LORA2008</b>", dom);
        Assert.Contains("5 of 5", dom);
    }

    [Fact]
    public void FiveThousandImages_OpenAsOnePageOfMany()
    {
        NeedsBrowser();
        var images = Enumerable.Range(0, 5000).Select(i => new PageImage($"images/{i}.png", $"../../images/{i}.png", null, "PNG", 512, 512, [512, 512],
            [0, 0, 1, 1], 0, 100, null, 1, $"zorblax, tag {i % 700}", ["zorblax", $"tag {i % 700}"], [])).ToArray();
        var page = _project.At("many.html");
        File.WriteAllText(page, DatasetReport.Html(new DatasetPage("many", "model", 512, "zorblax", images, [], [])));

        var dom = Browser.Dom(page);

        Assert.Equal(60, Regex.Count(dom, "<article class=\"card"));
        Assert.Contains("5000 of 5000", dom);
        Assert.Contains("1 of 84", dom);
        Assert.Contains("and 601 more", dom);
    }

    [Fact]
    public void Screenshots_AreLightAndDark()
    {
        NeedsBrowser();
        _project.RunAll(Stage.Validate);
        var light = Corner("light.png");
        Assert.InRange(light, 240, 255);
        var dark = Corner("dark.png", "--force-dark-mode", "--blink-settings=preferredColorScheme=0");
        Assert.InRange(dark, 0, 40);

        int Corner(string name, params string[] arguments)
        {
            Browser.Screenshot(_project.Out("report/dataset.html"), _project.At(name), arguments);
            return new ManagedCodec().Decode(File.ReadAllBytes(_project.At(name))).Opaque().Pixels[0];
        }
    }

    private static void NeedsBrowser() => Assert.SkipWhen(Browser.Program is null, "chromium is not installed: the report was not looked at in a browser");
}
