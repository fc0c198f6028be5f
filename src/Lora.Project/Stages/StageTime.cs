using System.Globalization;

namespace Lora.Project;

/// <summary>How long a stage took, <c>obj/STAGE.took.tsv</c>: seconds, a tab, steps. No key, no lock file and no result holds a time.</summary>
/// <param name="Seconds">From the request to the result.</param>
/// <param name="Steps">Those that were done: a training that went on from a saved state made fewer than it has. 0 where nothing was counted.</param>
public sealed record StageTime(double Seconds, int Steps)
{
    /// <summary>The text of the file.</summary>
    public string Write() => string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.000}\t{Steps}\n");

    /// <summary>Null if the text is not one that <see cref="Write"/> wrote.</summary>
    public static StageTime? Read(string text) => text.TrimEnd('\n').Split('\t') is [var seconds, var steps]
        && double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var took) && double.IsFinite(took)
        && int.TryParse(steps, NumberStyles.None, CultureInfo.InvariantCulture, out var done) ? new(took, done) : null;
}
