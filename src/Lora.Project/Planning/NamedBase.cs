using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>A base model that a project calls by name: what the registries say of it.</summary>
/// <param name="entry">What was found; null where the name is unknown or its file wrong, which has been reported.</param>
internal sealed class NamedBase(BaseEntry? entry)
{
    /// <summary>Where its path or URL stands.</summary>
    public SourcePlace? Place => entry is null ? null : entry.Places[entry.Address is null ? "path" : "url"];

    /// <summary>True if it lies where its user has put it.</summary>
    public bool IsPath => entry?.Path is not null;

    /// <summary>What it claims to be; null where it says nothing.</summary>
    public BaseClaim? Claim => entry is null || (entry.Kind.Length == 0 && ClipSkip is null) ? null
        : new BaseClaim(entry.Name, entry.Kind, entry.Places.GetValueOrDefault("kind", entry.Place)) { ClipSkip = ClipSkip };

    // what is no clip skip at all is reported as a wrong value where the project takes it
    private int? ClipSkip => int.TryParse(entry?.Recommended.GetValueOrDefault(DatasetOptions.ClipSkip.Name), CultureInfo.InvariantCulture, out var skip)
        ? skip : null;

    /// <summary>The base of a project; null where the project names a path, or nothing. Nobody looks into a file before that is known.</summary>
    public static NamedBase? Of(string text, ProjectInput input, SourcePlace place, List<Finding> findings)
    {
        text = text.Trim();
        if (text is "" or "." or ".." or "~" || text.AsSpan().ContainsAny('/', '\\') || Path.Exists(input.ResolveModel(text)))
        {
            return null;
        }

        var entry = new BaseRegistry(input.Directory, BaseRegistry.UserFile).Find(text, findings, out var problem);
        if (problem.Length > 0)
        {
            findings.Add(ProjectDiagnostics.BaseNameUnknown.At(problem, place));
        }

        return new NamedBase(entry);
    }

    /// <summary>What the base recommends to a project that writes nothing; null where it is unknown.</summary>
    public OptionLayer? Layer => entry is null ? null : new OptionLayer(BasesFile.Name, entry.Recommended, option => entry.PlaceOf(option)!);

    /// <summary>
    /// Where the model lies, or will lie: then it says in <paramref name="toFetch"/> what to fetch. Null where nobody knows, which has been reported.
    /// </summary>
    public string? Locate(ProjectInput input, string cacheDirectory, bool isOffline, List<Finding> findings, out BaseDownload? toFetch)
    {
        toFetch = null;
        if (entry is not { Address: { } address })
        {
            return entry?.Path is { } path ? input.ResolveModel(path, Path.GetDirectoryName(entry.Place.File)!) : null;
        }

        var download = new BaseDownload
        {
            Name = entry.Name,
            Address = address,
            Sha256 = entry.Sha256,
            License = entry.License,
            Folder = StoreFolder.Bases(cacheDirectory),
            Place = Place!,
        };
        if (download.Fetched is null && isOffline && address.IsNetwork)
        {
            findings.Add(ProjectDiagnostics.BaseOffline.At(
                $"LoraOffline is set, and {address} has not been fetched: '{entry.Name}' belongs at {download.Expected}.", Place!));
        }
        else if (download.Fetched is null)
        {
            toFetch = download;
        }

        return download.Expected;
    }

    /// <summary>Compares a file that is there with its hash. One in the store that is another goes.</summary>
    public void Check(string path, StatCache hashes, List<Finding> findings)
    {
        if (entry is not { Sha256.Length: > 0 })
        {
            return;
        }

        var isFolder = Directory.Exists(path);
        if (isFolder)
        {
            findings.Add(ProjectDiagnostics.BasesFileWrong.At($"'{path}' is a folder, which has no sha256.", entry.Places["sha256"]));
        }
        else if (File.Exists(path) && hashes.Hash(path) is var found && found != entry.Sha256)
        {
            var isOurs = entry.Address is not null;
            var end = isOurs ? "; the file has been removed, and the next build fetches it." : ".";
            findings.Add(ProjectDiagnostics.BaseHashWrong.At(
                $"'{path}' has the SHA-256 {found}, not {entry.Sha256} as written here{end}", entry.Places["sha256"]));
            if (isOurs)
            {
                NewFile.TryDelete(path);
            }
        }
    }
}
