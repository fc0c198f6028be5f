namespace Lora.Project;

/// <summary>What a metadata file says of one picture.</summary>
/// <param name="Key">How it names the picture.</param>
/// <param name="Caption">Null where it has none.</param>
/// <param name="Tags">Null where it has none.</param>
/// <param name="Place">Where the entry begins.</param>
internal sealed record MetadataEntry(string Key, string? Caption, string? Tags, SourcePlace Place)
{
    /// <summary>
    /// Caption and tags as one text; null where there is neither. Source: sd-scripts, train_util.FineTuningDataset, but that with wildcards it loses the tags
    /// of an entry whose caption is empty.
    /// </summary>
    /// <param name="separator">Between tags.</param>
    /// <param name="wildcards">Each line of the caption may be read, so that each gets the tags.</param>
    public string? Text(string separator, bool wildcards)
    {
        if (string.IsNullOrEmpty(Tags))
        {
            return Caption ?? Tags;
        }

        if (string.IsNullOrWhiteSpace(Caption))
        {
            return wildcards ? OneLine(separator) : Tags;
        }

        return wildcards
            ? string.Join('\n', Caption.Split('\n').Where(line => line.Trim().Length > 0).Select(line => line + separator + OneLine(separator)))
            : Caption + separator + Tags;
    }

    private string OneLine(string separator) => Tags!.Replace("\n", separator, StringComparison.Ordinal);
}
