namespace Lora.Vocabulary;

/// <summary>A model that looks at pictures, named by a project's option: which files it is made of and which stages its content is part of.</summary>
public sealed record PictureModel
{
    private PictureModel()
    {
    }

    /// <summary>A folder with <c>model.onnx</c> and <c>selected_tags.csv</c>: pictures to tags.</summary>
    public static PictureModel Tagger { get; } = new()
    {
        Name = "tagger",
        OptionRow = static () => TaggerOptions.Tagger,
        StageRow = static () => Stage.Tag,
        Files = ["model.onnx", "selected_tags.csv"],
    };

    /// <summary>A folder with an encoder, a decoder and their vocabulary: pictures to sentences.</summary>
    public static PictureModel Captioner { get; } = new()
    {
        Name = "captioner",
        OptionRow = static () => TaggerOptions.Captioner,
        StageRow = static () => Stage.Tag,
        Files = ["vision.onnx", "text.onnx", "vocab.txt", "captioner.json"],
    };

    /// <summary>One <c>.onnx</c> file: pictures to larger ones.</summary>
    public static PictureModel Upscaler { get; } = new()
    {
        Name = "upscaler",
        OptionRow = static () => TaggerOptions.UpscaleModel,
        StageRow = static () => Stage.Resize,
    };

    public static IReadOnlyList<PictureModel> All { get; } = [Tagger, Captioner, Upscaler];

    /// <summary>Endings of files beside a model that hold its weights; no other file may.</summary>
    public static IReadOnlyList<string> WeightExtensions { get; } = [".bin", ".data", ".onnx_data", ".weights"];

    /// <summary>In messages and keys.</summary>
    public required string Name { get; init; }

    /// <summary>Names where it lies.</summary>
    public Option<string> Option => OptionRow();

    /// <summary>The stage that runs it.</summary>
    public Stage Stage => StageRow();

    /// <summary>The files of its folder, all of which must be there; none: it is one file.</summary>
    public IReadOnlyList<string> Files { get; private init; } = [];

    private Func<Option<string>> OptionRow { get; init; } = null!;

    private Func<Stage> StageRow { get; init; } = null!;

    /// <summary>The model of a project that writes captions; null if it names none.</summary>
    public static PictureModel? WriterOf(OptionValues values) => Tagger.IsIn(values) ? Tagger : Captioner.IsIn(values) ? Captioner : null;

    /// <summary>True if a project names one.</summary>
    public bool IsIn(OptionValues values) => values.Get(Option).Length > 0;

    public override string ToString() => Name;
}
