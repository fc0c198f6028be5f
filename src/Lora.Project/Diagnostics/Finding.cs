namespace Lora.Project;

/// <summary>One thing that is wrong in the user's project, as data: pure code returns it, the MSBuild task turns it into an error or a warning.</summary>
/// <param name="Code"><c>LORAnnnn</c>, one of <see cref="DiagnosticCatalog"/>.</param>
/// <param name="Severity">Of the descriptor that it was made from.</param>
/// <param name="Message">One sentence on what is wrong, one on what to do.</param>
/// <param name="File">The file to open, absolute or project-relative; null when no file is to blame.</param>
/// <param name="Line">1-based; 0 = unknown.</param>
/// <param name="Column">1-based; 0 = unknown.</param>
public sealed record Finding(string Code, Severity Severity, string Message, string? File = null, int Line = 0, int Column = 0) : IComparable<Finding>
{
    /// <summary>As it can be shown: see <see cref="ShownText"/>.</summary>
    public string Message { get; init; } = ShownText.Of(Message);

    /// <summary>By file, line, column, code, message; ordinal. The order in which findings are reported everywhere.</summary>
    public int CompareTo(Finding? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = string.CompareOrdinal(File, other.File);
        order = order != 0 ? order : Line.CompareTo(other.Line);
        order = order != 0 ? order : Column.CompareTo(other.Column);
        order = order != 0 ? order : string.CompareOrdinal(Code, other.Code);
        return order != 0 ? order : string.CompareOrdinal(Message, other.Message);
    }

    /// <summary>As MSBuild prints it: <c>file(line,column): error LORAnnnn: message</c>.</summary>
    public override string ToString()
    {
        var place = File is null ? "" : Line > 0 ? FormattableString.Invariant($"{File}({Line},{Math.Max(Column, 1)}): ") : $"{File}: ";
        return $"{place}{Severity.ToString().ToLowerInvariant()} {Code}: {Message}";
    }
}
