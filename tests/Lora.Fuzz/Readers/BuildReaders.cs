using System.Text;
using System.Text.Json;
using Lora.Engine;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Fuzz;

/// <summary>What builds write for each other and for the engine, in a folder that others may write to as well.</summary>
internal static class BuildReaders
{
    private static readonly Scratch Folder = new();

    private static readonly StagePaths Paths = new(Folder["x.loraproj"], Folder.Path, Folder["obj"], Folder["bin"], Folder["cache"], "");

    private static readonly KeyFile Key = KeyFile.Of(Stage.Resize,
        [new("option", "Resolution", "512"), new("image", "1", new string('a', 64)), new("caption", "1", new string('b', 64)), new("repeats", "1", "2")]);

    public static IEnumerable<Reader> All =>
    [
        new("made.tsv", InputForm.Text, () => [Encoding.UTF8.GetBytes(Made().Write())], file => StageMade.Read(file) is { } made
            ? Inside(made.Outputs) : "The file is not one that was written here.")
        { Sources = ["Lora.Project/Stages/StageFiles.cs", "Lora.Project/Stages/StageMade.cs"] },
        new("outputs' list", InputForm.Text, () => [Encoding.UTF8.GetBytes($"lora-outputs-1 unfinished\n{Folder["obj/images/01.png"]}\n")], file =>
        {
            _ = new OutputList(Folder.Write("outputs.txt", file), Paths).Sweep([], () => []).Count;
            return null;
        })
        { Sources = ["Lora.Project/Stages/OutputList.cs"] },
        new("result.json", InputForm.Json, () => [Encoding.UTF8.GetBytes(StageJson.Write(Result()))], ReadResult)
        { Sources = ["Lora.Project/Stages/StageJson.cs", "Lora.Engine/Data/MadeFiles.cs"] },
        new("request.json", InputForm.Json, () => [Request()], ReadRequest) { Sources = ["Lora.Engine/Running/StageRunner.cs"], Memory = 64 << 20 },
        new("key.json", InputForm.Json, () => [Encoding.UTF8.GetBytes(Key.Text)], file =>
        {
            if (KeyFile.Read(Encoding.UTF8.GetString(file)) is not { } entries)
            {
                return "The file is not one that was written here.";
            }

            _ = KeyChange.Between(entries, Key.Entries).SelectMany(ChangeText.Of).Count();
            return null;
        })
        { Sources = ["Lora.Project/Keys/KeyFile.cs", "Lora.Project/Explain/StageChanges.cs"] },
        new("took.tsv", InputForm.Text, () => [Encoding.UTF8.GetBytes(new StageTime(3.5, 20).Write())],
            file => StageTime.Read(Encoding.UTF8.GetString(file)) is null ? "The file is not one that was written here." : null)
        { Sources = ["Lora.Project/Explain/ExplainReport.cs"] },
        new("saved state's name", InputForm.Text, () => [Encoding.UTF8.GetBytes(new SavedState(new string('a', 64), 20).Name)],
            file => SavedState.Parse(Encoding.UTF8.GetString(file)) is null ? "The name does not say whose it is." : null)
        { Sources = ["Lora.Project/Explain/TrainOutlook.cs"] },
        new("hashes.tsv", InputForm.Text, () => [Hashes()], file =>
        {
            _ = new StatCache(Folder.Write("hashes.tsv", file), () => DateTime.UtcNow).Hash(Folder["hashes.tsv"]);
            return null;
        })
        { Sources = ["Lora.Project/Files/StatCache.cs"] },
        new("written.tsv", InputForm.Text, () => ["lora-written-captions-1\n"u8.ToArray()], file =>
        {
            _ = new WrittenFiles(Folder.Write("written.tsv", file)).Names.Count;
            return null;
        })
        { Sources = ["Lora.Engine/Captions/WrittenFiles.cs"] },
        new("engine's line", InputForm.Json, Lines, file =>
        {
            var line = Encoding.UTF8.GetString(file);
            return ProtocolLine.ReadEvent(line) is null && ProtocolLine.ReadCommand(line) is null ? "The line is no event and no command." : null;
        })
        { Sources = ["Lora.Project/Protocol/ProtocolLine.cs"] },
        new("project.assets.json", InputForm.Json, () => [Assets()], file => WeightReaders.Refused<PackageException>(() =>
            PackageFolders.Of(Folder.Write("project.assets.json", file), ["TorchSharp"])))
        { Sources = ["Lora.Project/Engines/PackageFolders.cs"] },
    ];

    private static string? Inside(IEnumerable<OutputFile> outputs)
    {
        foreach (var output in outputs)
        {
            _ = output.In(Paths);
        }

        return null;
    }

    // as a later stage looks for what an earlier one made
    private static string? ReadResult(byte[] file)
    {
        var files = new StageFiles(Paths, Stage.Resize);
        Folder.Write("obj/Resize.result.json", file);
        Folder.Write("obj/Resize.made.tsv", Encoding.UTF8.GetBytes(Made().Write()));
        var request = StageJson.ReadRequest(Encoding.UTF8.GetString(Request()));
        try
        {
            using var store = new FolderStore(Folder["cache"]);
            _ = new MadeFiles(request, new ContentStore(store)).Of(Stage.Resize);
            return null;
        }
        catch (FindingException e)
        {
            return e.Finding.Message;
        }
    }

    // one that can be read is not run
    private static string? ReadRequest(byte[] file)
    {
        try
        {
            _ = StageJson.ReadRequest(Encoding.UTF8.GetString(file)).Key;
            return null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            using var runner = new StageRunner([], new Imaging.ManagedCodec());
            return runner.Run(Folder.Write("obj/Resize.request.json", file), new Silent(), CancellationToken.None).Findings[0].Message;
        }
    }

    private static StageMade Made() => new(new string('d', 64),
        [new(OutputRoot.Obj, "images/01.png", new string('a', 64)), new(OutputRoot.Samples, "grid.png", new string('b', 64))],
        [new("LORA2001", Severity.Warning, "A message.", "/x/a.png", 1, 2)]);

    private static StageResult Result() =>
        new(Stage.Resize, new string('c', 64), Success: true, Cancelled: false, FromStore: false, Made().Outputs, Made().Findings);

    private static byte[] Request() => Encoding.UTF8.GetBytes(StageJson.Write(new StageRequest
    {
        Stage = Stage.CacheLatents,
        Key = new string('d', 64),
        Keys = Stage.All.ToDictionary(stage => stage.Name, _ => new string('c', 64)),
        Options = new Dictionary<string, string> { ["Resolution"] = "512" },
        Places = new Dictionary<string, SourcePlace> { ["Resolution"] = new("/x/x.loraproj", 3, 5) },
        WrongOptions = [],
        Images = [new(0, "images/a.png", "/x/images/a.png", new string('e', 64), "/x/images/a.txt", new string('f', 64), 2)],
        Prompts = [new("beach", new Dictionary<string, string> { ["Text"] = "a" }, new("/x/x.loraproj", 9, 5))],
        Paths = Paths,
        ModelFiles = [new("vae", "config.json", "/x/model/vae/config.json", new string('a', 64), new FileStatus(1, 2, 3, 4, 5))],
        OutputName = "x-1.0.0",
    }));

    private static byte[][] Lines() =>
    [
        Encoding.UTF8.GetBytes(ProtocolLine.Write(new ProgressEvent(Stage.Train, 3, 10, "step", 0.1, 2, 3))),
        Encoding.UTF8.GetBytes(ProtocolLine.Write(new FindingEvent(Made().Findings[0]))),
        Encoding.UTF8.GetBytes(ProtocolLine.Write(new ResultEvent(Result()))),
    ];

    private static byte[] Hashes() => Encoding.UTF8.GetBytes(
        $"lora-hashes-2\n{new string('a', 64)}\t12\t1700000000000000000\t1700000000000000000\t77\t5\t/x/a.png\n");

    private static byte[] Assets() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        packageFolders = new Dictionary<string, object> { [Folder.Path] = new { } },
        libraries = new Dictionary<string, object>
        {
            ["TorchSharp/0.107.0"] = new { path = "torchsharp/0.107.0", type = "package" },
            ["a/1"] = new { type = "project" },
        },
    });

    private sealed class Silent : IEvents
    {
        public void Send(EngineEvent message)
        {
        }
    }
}
