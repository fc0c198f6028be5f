using System.Globalization;
using System.Xml.Linq;
using Lora.Imaging.Charts;

namespace Lora.Imaging.Tests.Charts;

public sealed class LineChartTests
{
    private static readonly ChartSeries Loss = new("loss",
        [.. Enumerable.Range(0, 300).Select(i => (i + 1.0, 0.2 + 1.0 / (i + 2) + i % 3 * 0.01))], "#4060c0", Faint: true);

    [Fact]
    public void Chart_IsXml_WithItsLinesAndTexts()
    {
        var chart = new LineChart("zorblax <1.0> & more", "step", "loss", [Loss, Loss.Smoothed(0.9, "mean", "#c04020")]);
        var svg = XDocument.Parse(chart.ToSvg()).Root!;
        XNamespace ns = "http://www.w3.org/2000/svg";
        var texts = svg.Elements(ns + "text").Select(t => t.Value).ToList();
        Assert.Contains("zorblax <1.0> & more", texts);
        Assert.Contains("0.4", texts);
        Assert.Contains("150", texts);
        Assert.Equal(2, svg.Elements(ns + "polyline").Count(p => p.Attribute("points")!.Value.Split(' ').Length == 300));
    }

    [Fact]
    public void Chart_IsTheSameInEveryCulture()
    {
        var chart = new LineChart("t", "x", "y", [Loss]);
        var expected = chart.ToSvg();
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in (string[])["tr-TR", "de-DE", "ar-SA"])
            {
                CultureInfo.CurrentCulture = new CultureInfo(culture);
                Assert.Equal(expected, chart.ToSvg());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20_000)]
    public void AnyNumberOfPoints_Draws(int count)
    {
        var series = new ChartSeries("s",
            [.. Enumerable.Range(0, count).Select(i => (double.CreateChecked(i), i % 7 == 3 ? double.NaN : 1e-6 * (i % 5)))], "#000000");
        var svg = new LineChart("t", "x", "y", [series]).ToSvg();
        Assert.NotNull(XDocument.Parse(svg).Root);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.InRange(svg.Length, 500, 60_000);
    }

    [Fact]
    public void Smoothing_KeepsAConstantAndFollowsAStep()
    {
        var flat = new ChartSeries("c", [(0, 3), (1, 3), (2, 3)], "#000000").Smoothed(0.9, "m", "#000000");
        Assert.All(flat.Points, p => Assert.Equal(3, p.Y, 12));
        var step = new ChartSeries("c", [(0, 0), (1, 1)], "#000000").Smoothed(0.5, "m", "#000000");
        Assert.Equal(2.0 / 3, step.Points[1].Y, 12);
    }
}
