using Lora.Runtime.Onnx;
using Lora.Tagging;
using Lora.Testing;

namespace Lora.Fuzz;

/// <summary>Taggers, captioners and upscalers: the model's file, by our own check and by the engine, and the lists beside it.</summary>
internal static class TaggingReaders
{
    private static readonly Scratch Folder = new();

    private static readonly Lazy<IOnnxRuntime> Runtime = new(() => new OnnxRuntimeEngine().Open(new OnnxEngineRequest(RestoredPackages.All)));

    public static IEnumerable<Reader> All =>
    [
        new("onnx", InputForm.Bytes, Models, file => Refused(() => OnnxFile.Check(Folder.Write("a.onnx", file))))
        {
            Sources = ["Lora.Tagging/Onnx/OnnxFile.cs", "Lora.Tagging/Onnx/Checks/ProtobufReader.cs"],
            Cases = 600,
        },
        new("onnx engine", InputForm.Bytes, Models, file => Refused(() => Runtime.Value.Load(Folder.Write("b.onnx", file)).Dispose()))
        {
            Sources = [],
            Cases = 60,
        },
        new("selected_tags.csv", InputForm.Text,
            () => ["tag_id,name,category,count\n1,1girl,0,9\n2,\"smile, \"\"big\"\"\",0,5\n3,zorblax,4,2\n4,general,9,1\n"u8.ToArray()],
            file => Refused(() => TagVocabulary.Read(Folder.Write("tags.csv", file))))
        { Sources = ["Lora.Tagging/Tags/TagVocabulary.cs"] },
        new("captioner.json", InputForm.Json,
            () => ["""{"size": 384, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "begin": 1, "end": 2, "prompt": "a"}"""u8.ToArray()],
            file => Refused(() => CaptionerConfig.Read(Folder.Write("captioner.json", file))))
        { Sources = ["Lora.Tagging/Captions/CaptionerConfig.cs"] },
        new("vocab.txt", InputForm.Text, () => ["[PAD]\n[CLS]\n[SEP]\na\nphoto\n##s\nof\n"u8.ToArray()],
            file => Refused(() => WordPieces.Read(Folder.Write("vocab.txt", file)).Decode(WordPieces.Read(Folder["vocab.txt"]).Encode("photos of a cat"))))
        { Sources = ["Lora.Tagging/Captions/WordPieces.cs"] },
    ];

    private static string? Refused(Action read) => WeightReaders.Refused<OnnxException>(read);

    private static IReadOnlyList<byte[]> Models() =>
    [
        new OnnxModelWriter().Input("x", OnnxModelWriter.Float, 1).Output("y", OnnxModelWriter.Float, 1).Floats("w", [2], 1, 2)
            .Node("ReduceMean", ["x"], "y", ("axes", new[] { 0 }), ("keepdims", 1)).ToBytes(),
        File.ReadAllBytes(GoldenFolder.Find("onnx", "models/srvgg-x4.onnx")),
    ];
}
