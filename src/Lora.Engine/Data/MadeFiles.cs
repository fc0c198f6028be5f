using System.Text.Json;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// What earlier stages made, read under the hashes that were noted when it was made for this request's keys: by the result that stands in <c>obj</c>, else by
/// the store's record. A file that is gone or has other bytes comes from the store again; where that has lost it too, the build stops. Safe for threads.
/// </summary>
internal sealed class MadeFiles(StageRequest request, ContentStore store)
{
    private readonly Dictionary<Stage, IReadOnlyList<OutputFile>> _files = [];
    private readonly Dictionary<Stage, Dictionary<string, OutputFile>> _intermediate = [];
    private readonly Lock _lock = new();

    /// <summary>Every file of an earlier stage.</summary>
    /// <exception cref="FindingException">There is no result of the stage for this key.</exception>
    internal IReadOnlyList<OutputFile> Of(Stage stage)
    {
        lock (_lock)
        {
            if (!_files.TryGetValue(stage, out var files))
            {
                _files[stage] = files = Standing(stage) ?? Stored(stage)
                    ?? throw new FindingException(
                        EngineDiagnostics.InputLost.At($"{request.Stage} builds on {stage}, which has not run.", request.Paths.ProjectFile));
            }

            return files;
        }
    }

    /// <summary>The bytes of an intermediate file.</summary>
    /// <exception cref="FindingException">They are lost.</exception>
    internal byte[] Read(Stage stage, string path)
    {
        var file = Intermediate(stage).GetValueOrDefault(path) ?? throw Lost(stage, path);
        var place = file.In(request.Paths);
        if (File.Exists(place) && File.ReadAllBytes(place) is var there && Digest.Of(there) == file.Sha256)
        {
            return there;
        }

        if (store.Read(file.Sha256) is not { } stored)
        {
            throw Lost(stage, path);
        }

        NewFile.Write(place, stored);
        return stored;
    }

    /// <summary>Makes sure that a large file lies at its place with the right bytes; whoever reads it afterwards asks again when done.</summary>
    /// <exception cref="FindingException">It is lost.</exception>
    internal string Place(Stage stage, OutputFile file)
    {
        var place = file.In(request.Paths);
        return (File.Exists(place) && Digest.OfFile(place) == file.Sha256) || store.TryRestore(file.Sha256, place) ? place : throw Lost(stage, file.Path);
    }

    // asked for each picture
    private Dictionary<string, OutputFile> Intermediate(Stage stage)
    {
        var files = Of(stage);
        lock (_lock)
        {
            if (!_intermediate.TryGetValue(stage, out var known))
            {
                _intermediate[stage] = known = files.Where(file => file.Root is OutputRoot.Obj).DistinctBy(file => file.Path)
                    .ToDictionary(file => file.Path, StringComparer.Ordinal);
            }

            return known;
        }
    }

    private IReadOnlyList<OutputFile>? Standing(Stage stage)
    {
        var files = new StageFiles(request.Paths, stage);
        return ReadResult(files.Result) is { Success: true } result && result.Key == request.Keys[stage.Name] ? files.ReadMade()?.Outputs : null;
    }

    // one that is damaged is none
    private static StageResult? ReadResult(string file)
    {
        try
        {
            return File.Exists(file) ? StageJson.ReadResult(File.ReadAllText(file)) : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private IReadOnlyList<OutputFile>? Stored(Stage stage) =>
        store.Find(request.Keys[stage.Name])?.Outputs.Select(StoredName.Parse).OfType<OutputFile>().ToArray();

    // without its result the earlier stage runs in the next build
    private FindingException Lost(Stage stage, string path)
    {
        NewFile.TryDelete(new StageFiles(request.Paths, stage).Result);
        return new(EngineDiagnostics.InputLost.At($"'{path}' is not what {stage} made, and the store has lost that.", request.Paths.ProjectFile));
    }
}
