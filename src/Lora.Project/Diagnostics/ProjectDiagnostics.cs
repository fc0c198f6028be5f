namespace Lora.Project;

/// <summary>LORA1xxx: what the project file or the command line says.</summary>
public static partial class ProjectDiagnostics
{
    public static Descriptor UnknownProperty { get; } = new("LORA1001", Severity.Error, "Unknown property",
        "Correct the name, or begin it with '_' if it is your own.",
        "A misspelt option would otherwise be ignored in silence, and the training would run with the default.");

    public static Descriptor UnknownItem { get; } = new("LORA1002", Severity.Error, "Unknown item",
        "Correct the name, or begin it with '_' if it is your own.",
        "An item that nobody reads, such as a misspelt Prompt, would be ignored in silence.");

    public static Descriptor UnknownMetadata { get; } = new("LORA1003", Severity.Error, "Unknown metadata",
        "Correct the name, or begin it with '_' if it is your own.",
        "A misspelt option of one image or prompt would be ignored in silence.");

    public static Descriptor WrongValue { get; } = new("LORA1004", Severity.Error, "Wrong value",
        "Write a value of the kind and range named here.",
        "The option cannot be read; guessing would train something else than what was asked for.");

    public static Descriptor BaseModelNotSet { get; } = new("LORA1005", Severity.Error, "No base model",
        "Set <BaseModel> to a Stable Diffusion 1.x, 2.x or XL model: a folder in diffusers layout, or a single file.",
        "A LoRA is a difference to a base model; without one there is nothing to train.");

    public static Descriptor BaseModelMissing { get; } = new("LORA1006", Severity.Error, "Base model not found",
        "Correct the path; it is relative to the project file.",
        "Without the base model nothing can be trained or sampled.");

    public static Descriptor BaseModelNotUnderstood { get; } = new("LORA1007", Severity.Error, "Base model not understood",
        "Use a Stable Diffusion 1.x, 2.x or XL model: a folder in diffusers layout with model_index.json, or a single file.",
        "A model of another family, or a damaged one, cannot be loaded.");

    public static Descriptor ImpossibleCombination { get; } = new("LORA1008", Severity.Error, "Options exclude each other",
        "Remove one of the two.",
        "The two options together leave nothing to train, or contradict each other.");

    public static Descriptor PromptWithoutText { get; } = new("LORA1009", Severity.Error, "Prompt without text",
        "Give the Prompt a Text: <Prompt Include=\"beach\" Text=\"mychar, beach\" />.",
        "The Include of a Prompt is only its name; its text is metadata, since ';', '*' and '%' mean something in an Include.");

    public static Descriptor PromptLost { get; } = new("LORA1010", Severity.Error, "Prompt lost",
        "Give the Prompt a name without '*', '?' and ';', or write them as %2A, %3F and %3B.",
        "MSBuild takes an Include as a list of patterns for file names: a row of the grid would be missing, or there twice, without a word.");

    public static Descriptor ItemWithoutEffect { get; } = new("LORA1011", Severity.Error, "Item without effect",
        "Correct the path, pattern or name, or remove the element.",
        "Pictures that are meant and not found would be missing from the training, and what is updated in vain keeps its old value, without a word.");

    public static Descriptor WrongBaseName { get; } = new("LORA1020", Severity.Error, "Base model named wrongly",
        "Name each base model once, with letters, digits, '-', '_' and '.', and its path in an item: <Base Include=\"sd15\" Path=\"../models/sd15\" />.",
        "The name is that of folders in bin and obj and part of the lock file's, and 'dotnet build -f NAME' asks for it.");

    public static Descriptor BaseNotListed { get; } = new("LORA1021", Severity.Warning, "Base model is not built",
        "Add its name to <BaseModels>, or remove the item.",
        "A Base item only says what a name of <BaseModels> stands for: no LoRA is made for one that is not listed there.");

    public static Descriptor BaseNotThere { get; } = new("LORA1022", Severity.Error, "No base model of that name",
        "Set <BaseModels> in the project file or in Directory.Build.props, and ask with '-f' for a name as it is written there.",
        "The project says nothing of such a base model, so that there is nothing to build.");

    public static Descriptor BaseNameUnknown { get; } = new("LORA1030", Severity.Error, "Unknown base model",
        "Correct the name or path in <BaseModel>, or write the base into a bases.json.",
        "A name without a path is looked up in the nearest bases.json above the project, and then in the user's.");

    public static Descriptor BasesFileWrong { get; } = new("LORA1031", Severity.Error, "bases.json is not understood",
        "Correct the file; schemas/bases.schema.json says what may stand in it.",
        "A misspelt key would be ignored in silence, and another model or another hash be used than the one that was meant.");

    public static Descriptor BaseUrlWrong { get; } = new("LORA1032", Severity.Error, "URL of a base model is not allowed",
        "Use an https:// or file:// URL, and for a host that asks for one a token in LORA_TOKEN_ and the host's name.",
        "What anybody on the way can change, or a password that everybody can read, has no place in a file that is shared.");

    public static Descriptor BaseOffline { get; } = new("LORA1033", Severity.Error, "Base model has not been fetched",
        "Put the file there yourself, or build once without LoraOffline.",
        "With LoraOffline nothing is fetched from a network.");

    public static Descriptor BaseNotFetched { get; } = new("LORA1034", Severity.Error, "Base model cannot be fetched",
        "Check the URL and the connection, and build again: what is there already is kept.",
        "A base model that a URL names is fetched before anything is made from it.");

    public static Descriptor BaseNotAllowed { get; } = new("LORA1035", Severity.Error, "Server asks for a token",
        "Set the variable to a token that the host gave you; it is sent to that host alone, and written nowhere.",
        "Some models can be fetched only by those who have agreed to their licence.");

    public static Descriptor BaseHashWrong { get; } = new("LORA1036", Severity.Error, "Base model is another file",
        "Correct the sha256 in bases.json if the file is the one that is meant.",
        "A file that is not the one that was meant must not be trained on, nor run.");

    public static Descriptor BaseKindWrong { get; } = new("LORA1037", Severity.Error, "Base model of another kind",
        "Correct the kind in bases.json, or name another file.",
        "A model of another kind than the one that was meant makes a LoRA that does not load where it should.");

    /// <summary>After one of these nobody needs to hear that the base model is not understood.</summary>
    public static IReadOnlyList<Descriptor> NoBaseModel { get; } =
        [BaseModelNotSet, BaseModelMissing, BaseNameUnknown, BasesFileWrong, BaseUrlWrong, BaseOffline, BaseHashWrong];

    internal static IReadOnlyList<Descriptor> All => field ??=
    [
        UnknownProperty, UnknownItem, UnknownMetadata, WrongValue, BaseModelNotSet, BaseModelMissing, BaseModelNotUnderstood, ImpossibleCombination,
        PromptWithoutText, PromptLost, ItemWithoutEffect, WrongBaseName, BaseNotListed, BaseNotThere,
        BaseNameUnknown, BasesFileWrong, BaseUrlWrong, BaseOffline, BaseNotFetched, BaseNotAllowed, BaseHashWrong, BaseKindWrong,
        ImageInBoth, KohyaFileWrong, KohyaNotTaken, KohyaNotNeeded, KohyaSubsetsDiffer, KohyaPathOutside, KohyaFolderMissing, KohyaSubsetTwice,
        KohyaOthersLeft, ExportNotPossible, ExportEdited, ExportIncomplete,
        SarifNotWritten, LoraMissing, TrainPhaseWrong, LoraNotCopied, NothingToDraw, ReferenceWrong, PropertyWithoutEffect, DrawsOfCachedLatents,
        FaceNotTold, FusedAccumulation, FusedOptimizer, FusedLossScale, FusedBatch,
    ];
}
