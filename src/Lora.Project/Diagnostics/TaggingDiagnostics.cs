namespace Lora.Project;

/// <summary>LORA2080 to 2089: taggers, captioners and upscalers.</summary>
public static class TaggingDiagnostics
{
    public static Descriptor ModelMissing { get; } = new("LORA2080", Severity.Error, "Tagger, captioner or upscaler not found",
        "Correct the path, which is relative to the project file, or put the files there: docs/tagging.md says which.",
        "Without the model no caption is written, and no picture enlarged.");

    public static Descriptor ModelNotUnderstood { get; } = new("LORA2081", Severity.Error, "ONNX model cannot be read",
        "Fetch the file again, or export it anew with a released opset of ONNX.",
        "A damaged model, or one of operators that nobody knows, would give nonsense or nothing.");

    public static Descriptor ModelLayout { get; } = new("LORA2082", Severity.Error, "ONNX model of another kind",
        "Name a model of the layout that docs/tagging.md describes.",
        "A model is fed as its kind demands; one with other inputs or outputs would see something else than the picture.");

    public static Descriptor ListWrong { get; } = new("LORA2083", Severity.Error, "File beside an ONNX model is wrong",
        "Fetch the file again, together with the model that it belongs to.",
        "The model gives numbers; which tag or word each of them means stands in the file beside it.");

    public static Descriptor ModelFailed { get; } = new("LORA2084", Severity.Error, "ONNX model fails on a picture",
        "If other pictures of this size work, report the picture; else use another model.",
        "The model refuses what it is given, or gives something that is no number.");

    public static Descriptor NothingSeen { get; } = new("LORA2085", Severity.Warning, "Nothing seen in a picture",
        "Write a caption, or lower Thresh.",
        "No tag reaches the threshold, so that the picture is trained with the trigger alone.");

    internal static IReadOnlyList<Descriptor> All { get; } = [ModelMissing, ModelNotUnderstood, ModelLayout, ListWrong, ModelFailed, NothingSeen];
}
