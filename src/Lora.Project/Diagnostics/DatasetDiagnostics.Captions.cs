namespace Lora.Project;

// LORA2060 to LORA2079: where captions come from, what rules make of them, and what their tags show
public static partial class DatasetDiagnostics
{
    public static Descriptor MetadataWrong { get; } = new("LORA2060", Severity.Error, "Metadata file is not understood",
        "Correct it: an object with an entry { \"caption\": ..., \"tags\": ... } for each picture (docs/captions.md).",
        "A caption that is read wrongly, or of another picture, teaches what nobody wrote.");

    public static Descriptor MetadataWithoutImage { get; } = new("LORA2061", Severity.Error, "Metadata without a picture",
        "Correct the path, put the picture there, or take the entry out; a path counts from the project, from the metadata file or from 'images'.",
        "A picture that was renamed, moved or lost is not trained, and its entry is all that is left to tell.");

    public static Descriptor SecondCaption { get; } = new("LORA2062", Severity.Warning, "Picture has two captions",
        "Take one of them out, or say with <CaptionExtension> which counts; a caption beside the picture goes before one in 'captions'.",
        "Only one is trained, and which one should not be chosen in silence.");

    private static IReadOnlyList<Descriptor> OfCaptions => [MetadataWrong, MetadataWithoutImage, SecondCaption];
}
