using System.Text;
using System.Text.Json;
using Lora.Engine;
using Lora.Imaging;
using Lora.Project;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Fuzz;

/// <summary>Entries of a store that others write to as well, and of a remote cache.</summary>
internal static class StoreReaders
{
    private static readonly Scratch Folder = new();

    private static readonly FolderStore Store = new(Folder["store"]);

    private static readonly StagePaths Paths = new(Folder["x.loraproj"], Folder.Path, Folder["obj"], Folder["bin"], Folder["cache"], "");

    public static IEnumerable<Reader> All =>
    [
        new("action record", InputForm.Text, () => [Record().ToBytes()[..^65]], ReadRecord) { Sources = ["Lora.Engine/Store/ActionRecord.cs"], Cases = 500 },
        new("ActionResult", InputForm.Bytes, () => [ActionResult.Write(Record())], file => Taken(ActionResult.Read(file)))
        { Sources = [], Cases = 500 },
        new("latent entry", InputForm.Safetensors, () => [new LatentEntry(2, 3, new float[24], new float[24], 300, 200, 0, 4, false).ToBytes()],
            file => Entry(file, LatentEntry.Read) is { } entry
                ? Sound(entry.Mean.Length == entry.Std.Length && entry.Mean.Length % (entry.Height * entry.Width) == 0) : "The entry is damaged.")
        { Sources = [] },
        new("embedding entry", InputForm.Safetensors, () => [Embedding()], file => Entry(file, TextEmbeddingCache.Read) is { } entry
            ? Sound(entry.Arrays.All(array => array.Values.Length == array.Shape.Aggregate(1L, (size, side) => size * side)) && entry.Tokens >= 0)
            : "The entry is damaged.")
        { Sources = [] },
        new("measured entry", InputForm.Json, () => [JsonSerializer.SerializeToUtf8Bytes(Measured, MeasuredPictureJson.Default.MeasuredPicture)],
            file => MeasuredPictures.Read([.. file, (byte)'\n', 1, 2, 3]) is null ? "The entry is damaged." : null)
        { Sources = ["Lora.Engine/Data/MeasuredPictures.cs"] },
    ];

    private static MeasuredPicture Measured => new(new ImageInfo(ImageFormats.All[0].Name, 300, 200), default!);

    // as it is, and with its check sum made right
    private static string? ReadRecord(byte[] body)
    {
        Taken(ActionRecord.Parse(body));
        return Taken(ActionRecord.Parse([.. body, .. Encoding.UTF8.GetBytes(Digest.Of(body)), (byte)'\n']));
    }

    private static string? Taken(ActionRecord? record)
    {
        if (record is null)
        {
            return "The record is damaged.";
        }

        foreach (var output in record.Outputs)
        {
            // what is not in the store is not restored; a name that leads out is refused before
            if (StoredName.Parse(output)?.In(Paths) is { } path && !InnerPath.IsBelow(Path.GetFullPath(path), Folder.Path))
            {
                throw new InvalidOperationException($"'{output.Name}' leads to {path}");
            }
        }

        _ = StoredOutput.TryRestore(record.Outputs, Paths, new ContentStore(Store));
        foreach (var finding in record.Findings)
        {
            var said = StoredFinding.Restore(finding, Paths);
            if (said.File is { } file && !file.StartsWith(Folder.Path, StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"a finding leads to '{file}'");
            }
        }

        return null;
    }

    private static T? Entry<T>(byte[] file, Func<SafetensorsFile, T?> read)
        where T : class
    {
        var store = new ContentStore(Store);
        var key = Digest.Of("entry");
        store.RecordOnly(key, file);
        var entry = StoredTensors.Read(store, key, read);
        store.Remove(Digest.Of(file));
        return entry;
    }

    private static string? Sound(bool isSound) => isSound ? null : throw new InvalidOperationException("an entry that is none is taken");

    private static ActionRecord Record() => new(
        [
            new("obj/images/01.png", new string('a', 64), 120), new("out/x.safetensors", new string('b', 64), 1 << 20),
            new("samples/grid.png", new string('c', 64), 0),
        ],
        [new("LORA2001", Severity.Warning, "A message.", "source/images/a.png", 1, 2)]);

    private static byte[] Embedding()
    {
        var writer = new SafetensorsWriter();
        writer.AddFloats("context", SafetensorsDType.F32, [1, 4, 3], new float[12]);
        writer.AddFloats("pooled", SafetensorsDType.F32, [1, 3], new float[3]);
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }
}
