using System.Globalization;

namespace Lora.Project;

/// <summary>A number of bytes for people.</summary>
public static class SizeText
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary><c>0 B</c>, <c>12 KB</c>, <c>8.3 GB</c>: units of 1000, a decimal from MB on.</summary>
    public static string Of(long bytes)
    {
        var (number, unit) = ((double)bytes, 0);
        while (number >= 999.95 && unit < Units.Length - 1)
        {
            (number, unit) = (number / 1000, unit + 1);
        }

        return number.ToString(unit < 2 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
