namespace Lora.Project;

/// <summary>The captions that a metadata file has for the pictures of a project.</summary>
internal sealed class MetadataCaptions
{
    private const int NamesInAMessage = 3;

    private readonly Dictionary<string, (string Text, SourcePlace Place)> _captions = new(StringComparer.Ordinal);

    private MetadataCaptions(string file) => File = file;

    /// <summary>Absolute path.</summary>
    public string File { get; }

    /// <summary>It cannot be read: then nothing is known of the captions, and none is missed.</summary>
    public bool IsWrong { get; private set; }

    /// <param name="file">Absolute path of the metadata file.</param>
    /// <param name="project">The project's folder.</param>
    /// <param name="pictures">Absolute paths.</param>
    /// <param name="text">Of an entry; null where it has none.</param>
    /// <param name="findings">What is wrong is added here.</param>
    public static MetadataCaptions Read(string file, string project, IEnumerable<string> pictures, Func<MetadataEntry, string?> text, List<Finding> findings)
    {
        var metadata = MetadataFile.Read(file);
        var captions = new MetadataCaptions(file) { IsWrong = metadata.Findings.Count > 0 };
        findings.AddRange(metadata.Findings);
        var keys = new PictureKeys(pictures, project, Path.GetDirectoryName(file)!);
        var owners = new Dictionary<string, MetadataEntry>(StringComparer.Ordinal);
        var missing = new List<MetadataEntry>();
        foreach (var entry in metadata.Entries)
        {
            var found = keys.Find(entry.Key);
            if (found.Count > 1)
            {
                findings.Add(DatasetDiagnostics.MetadataWrong.At($"'{entry.Key}' is the name of {found.Count} pictures.", entry.Place));
            }
            else if (found.FirstOrDefault() is not { } picture)
            {
                missing.Add(entry);
            }
            else if (!owners.TryAdd(picture, entry))
            {
                findings.Add(DatasetDiagnostics.MetadataWrong.At($"'{entry.Key}' and '{owners[picture].Key}' are the same picture.", entry.Place));
            }
            else if (text(entry) is { } caption)
            {
                captions._captions[picture] = (caption, entry.Place);
            }
        }

        // a picture that is left out of the training is there all the same
        missing.RemoveAll(entry => keys.IsThere(entry.Key));
        if (missing.Count > 0)
        {
            var names = NameList.Quoted(missing.Select(entry => entry.Key), NamesInAMessage);
            findings.Add(DatasetDiagnostics.MetadataWithoutImage.At(missing.Count == 1 ? $"There is no picture {names}."
                : $"There are no pictures for {missing.Count} entries: {names}.", missing[0].Place));
        }

        return captions;
    }

    /// <summary>The caption of a picture, and where it stands; null where the file has none.</summary>
    /// <param name="picture">Absolute path.</param>
    public (string Text, SourcePlace Place)? Of(string picture) => _captions.TryGetValue(picture, out var caption) ? caption : null;
}
