using System.Globalization;

namespace Lora.Project;

/// <summary>A length of time for people.</summary>
public static class Duration
{
    /// <summary><c>45 s</c>, <c>3 min 05 s</c> or <c>2 h 10 min</c>.</summary>
    public static string Text(double seconds)
    {
        var whole = (long)Math.Ceiling(Math.Max(seconds, 0));
        return whole < 90 ? string.Create(CultureInfo.InvariantCulture, $"{whole} s")
            : whole < 5400 ? string.Create(CultureInfo.InvariantCulture, $"{whole / 60} min {whole % 60:00} s")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / 3600} h {whole % 3600 / 60:00} min");
    }
}
