using System.Globalization;
using System.Security;
using System.Text;

namespace Lora.Imaging.Charts;

/// <summary>A line chart as SVG text: title, axes with ticks, grid, legend. The same text for the same numbers in every culture.</summary>
/// <param name="Title">Above the chart.</param>
/// <param name="XLabel">Under the horizontal axis.</param>
/// <param name="YLabel">Beside the vertical axis.</param>
/// <param name="Series">Drawn in order, later ones on top.</param>
public sealed record LineChart(string Title, string XLabel, string YLabel, IReadOnlyList<ChartSeries> Series)
{
    private const int Left = 64, Right = 16, Top = 40, Bottom = 48, MaxPoints = 2000;

    /// <summary>Places on the horizontal axis that are marked by a line with a text.</summary>
    public IReadOnlyList<(double X, string Text)> Marks { get; init; } = [];

    /// <param name="width">Pixels, at least 200.</param>
    /// <param name="height">Pixels, at least 150.</param>
    public string ToSvg(int width = 800, int height = 400)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 200);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 150);
        var lines = Series.Select(s => s with { Points = Thinned([.. s.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))]) }).ToList();
        var all = lines.SelectMany(s => s.Points).DefaultIfEmpty((0, 0)).ToList();
        var x = new Axis(all.Min(p => p.X), all.Max(p => p.X), 8);
        double low = all.Min(p => p.Y), high = all.Max(p => p.Y), margin = (high - low) * 0.05;
        var y = new Axis(low >= 0 && low - margin < 0 ? 0 : low - margin, high + margin, 6);

        var svg = new StringBuilder();
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"");
        Line($" font-family=\"sans-serif\" font-size=\"12\">");
        Line($"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        Line($"<text x=\"{Left}\" y=\"24\" font-size=\"16\">{Escape(Title)}</text>");
        foreach (var tick in y.Ticks)
        {
            Line($"<line x1=\"{Left}\" y1=\"{Y(tick):0.##}\" x2=\"{width - Right}\" y2=\"{Y(tick):0.##}\" stroke=\"#e0e0e0\"/>");
            Line($"<text x=\"{Left - 6}\" y=\"{Y(tick) + 4:0.##}\" text-anchor=\"end\">{Number(tick, y.Decimals)}</text>");
        }
        foreach (var tick in x.Ticks)
        {
            Line($"<line x1=\"{X(tick):0.##}\" y1=\"{height - Bottom}\" x2=\"{X(tick):0.##}\" y2=\"{height - Bottom + 4}\" stroke=\"#404040\"/>");
            Line($"<text x=\"{X(tick):0.##}\" y=\"{height - Bottom + 18}\" text-anchor=\"middle\">{Number(tick, x.Decimals)}</text>");
        }
        Line($"<polyline points=\"{Left},{Top} {Left},{height - Bottom} {width - Right},{height - Bottom}\" fill=\"none\" stroke=\"#404040\"/>");
        Line($"<text x=\"{(Left + width - Right) / 2}\" y=\"{height - 10}\" text-anchor=\"middle\">{Escape(XLabel)}</text>");
        var middle = (Top + height - Bottom) / 2;
        Line($"<text x=\"16\" y=\"{middle}\" text-anchor=\"middle\" transform=\"rotate(-90 16 {middle})\">{Escape(YLabel)}</text>");
        for (var i = 0; i < lines.Count; i++)
        {
            var s = lines[i];
            var points = string.Join(' ', s.Points.Select(p => Text($"{X(p.X):0.##},{Y(p.Y):0.##}")));
            string colour = Escape(s.Colour), pen = s.Faint ? "stroke-width=\"1\" stroke-opacity=\"0.35\"" : "stroke-width=\"2\"";
            Line($"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" {pen} stroke-linejoin=\"round\"/>");
            var row = Top + 14 + i * 16;
            Line($"<line x1=\"{width - Right - 130}\" y1=\"{row - 4}\" x2=\"{width - Right - 106}\" y2=\"{row - 4}\" stroke=\"{colour}\" {pen}/>");
            Line($"<text x=\"{width - Right - 100}\" y=\"{row}\">{Escape(s.Name)}</text>");
        }
        foreach (var (place, text) in Marks)
        {
            // the text on the side that has room for it
            var (shift, anchor) = x.Place(place) > 0.5 ? (-4, "end") : (4, "start");
            Line($"<line x1=\"{X(place):0.##}\" y1=\"{Top}\" x2=\"{X(place):0.##}\" y2=\"{height - Bottom}\" stroke=\"#606060\" stroke-dasharray=\"4 3\"/>");
            Line($"<text x=\"{X(place) + shift:0.##}\" y=\"{height - Bottom - 6}\" text-anchor=\"{anchor}\">{Escape(text)}</text>");
        }
        return svg.Append("</svg>\n").ToString();

        double X(double value) => Left + x.Place(value) * (width - Left - Right);
        double Y(double value) => height - Bottom - y.Place(value) * (height - Top - Bottom);
        void Line(FormattableString text) => svg.Append(Text(text)).Append('\n');
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Rounding may leave a zero its sign.</summary>
    private static string Number(double value, int decimals) =>
        value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) is var text && text.Trim('-', '0', '.').Length == 0
            ? text.TrimStart('-') : text;

    private static string Escape(string text) => SecurityElement.Escape(new string([.. text.Where(c => c >= ' ' && c is not ('\uFFFE' or '\uFFFF'))]));

    /// <summary>Means of neighbours where there are more points than pixels.</summary>
    private static List<(double X, double Y)> Thinned(List<(double X, double Y)> points)
    {
        if (points.Count <= MaxPoints)
        {
            return points;
        }

        var group = (points.Count + MaxPoints - 1) / MaxPoints;
        return [.. points.Chunk(group).Select(c => (c.Average(p => p.X), c.Average(p => p.Y)))];
    }
}
