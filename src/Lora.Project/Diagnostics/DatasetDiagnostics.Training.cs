namespace Lora.Project;

// LORA2090 to LORA2099: how the pictures count in training
public static partial class DatasetDiagnostics
{
    public static Descriptor ConceptsUnbalanced { get; } = new("LORA2090", Severity.Warning, "Concepts are out of balance",
        "Raise the NumRepeats of the one that is shown less, or add pictures of it.",
        "What is shown more than twice as often as another is learned first, and colours the other one.");

    public static Descriptor RegularizationCut { get; } = new("LORA2091", Severity.Warning, "Regularization images are not used",
        "Take some of them away, or lower their NumRepeats.",
        "An epoch shows as many regularization images as training images, repeats counted; what is more is left out, as in kohya's scripts.");

    public static Descriptor RegularizationEdited { get; } = new("LORA2092", Severity.Warning, "Regularization file is not written",
        "Delete or rename the file, and run -t:MakeRegularization again; or leave it, if it shall stay.",
        "A file that a person put there, or has changed, is never written over.");

    public static Descriptor RegularizationNotWritten { get; } = new("LORA2093", Severity.Error, "Regularization file cannot be written",
        "Mend that, and run -t:MakeRegularization again; pictures that are drawn are kept in the store.",
        "A file is written as a whole or not at all.");

    public static Descriptor MaskMissing { get; } = new("LORA2094", Severity.Error, "Mask missing",
        "Put a mask of the picture's name into <ConditioningDataDir>, all white where all of the picture counts.",
        "A picture whose mask is not found would be learned as a whole, background and all.");

    public static Descriptor MaskWrong { get; } = new("LORA2095", Severity.Error, "Mask does not fit",
        "Save it as a picture of the same width and height as the image's.",
        "A mask that is stretched over its picture hides other places than those that it was drawn for.");

    public static Descriptor MaskEmpty { get; } = new("LORA2096", Severity.Error, "Mask hides the whole picture",
        "Paint white what shall be learned (of a transparent picture: make it opaque there), or take the picture out.",
        "Nothing of it would be learned, and each of its steps would be lost.");

    public static Descriptor MasksNotUsed { get; } = new("LORA2097", Severity.Warning, "Masks are not used",
        "Set both <MaskedLoss> and <ConditioningDataDir>, or neither; <AlphaMask> takes the pictures' own transparency.",
        "What is meant to be hidden would be learned.");

    public static Descriptor NothingToPredict { get; } = new("LORA2098", Severity.Warning, "No regularization images",
        "Run -t:MakeRegularization and add <RegularizationImage Include=\"regularization/*.png\" />, or take <PriorPrediction> away.",
        "PriorPrediction says what regularization images are compared with.");

    private static IReadOnlyList<Descriptor> OfTraining => field ??=
    [
        ConceptsUnbalanced, RegularizationCut, RegularizationEdited, RegularizationNotWritten, MaskMissing, MaskWrong, MaskEmpty, MasksNotUsed,
        NothingToPredict,
    ];
}
