namespace Lora.Project;

/// <content>LORA106x: presets, what is written for people and their tools, what a training builds on and its phases; 107x: what each draw changes.</content>
public static partial class ProjectDiagnostics
{
    public static Descriptor SarifNotWritten { get; } = new("LORA1061", Severity.Error, "SARIF file cannot be written",
        "Set <LoraSarif> to a path that can be written.",
        "Code review would show nothing, or what an earlier build has found.");

    public static Descriptor LoraMissing { get; } = new("LORA1062", Severity.Error, "LoRA to build on not found",
        "Correct the path, which is relative to the project file, or build the project that makes it.",
        "Without the file the training would begin from nothing, or on another base model than the one that is meant.");

    public static Descriptor TrainPhaseWrong { get; } = new("LORA1063", Severity.Error, "Phase of the training is wrong",
        "Correct what is named here: <TrainPhase Include=\"general\" MaxTrainEpochs=\"2\" Images=\"images/general/**\" />.",
        "A phase that is passed over, or shows no picture, would leave another LoRA than the one that is meant.");

    public static Descriptor LoraNotCopied { get; } = new("LORA1066", Severity.Error, "The LoRA cannot be copied",
        "Set <LoraCopyTo> to a folder that can be written.",
        "The program that the copy is for would go on with an older LoRA, or with none.");

    public static Descriptor NothingToDraw { get; } = new("LORA1067", Severity.Warning, "No prompt to draw",
        "Add a <Prompt> item, or name a file of prompts in <SamplePrompts>.",
        "The training is asked to draw pictures on its way, and the project does not say which.");

    public static Descriptor ReferenceWrong { get; } = new("LORA1068", Severity.Error, "Reference to a project is wrong",
        "Leave one LoRA to go on from: <ProjectReference Include=\"../v1/mychar.loraproj\" />, or <NetworkWeights>.",
        "The training would begin from another LoRA than the one that is meant, or from nothing.");

    public static Descriptor PropertyWithoutEffect { get; } = new("LORA1069", Severity.Warning, "Property without effect",
        "Correct the name, or give the property on the command line of the target that it is for.",
        "Tools for LoRA files have short names of properties; in a build one of them changes nothing.");

    public static Descriptor DrawsOfCachedLatents { get; } = new("LORA1070", Severity.Error,
        "A picture that changes with each draw, and latents that are cached",
        "Set <CacheLatents>false</CacheLatents>, or leave out what changes the picture.",
        "A latent that is cached is the same in every draw, so that the pictures would be trained as they are.");

    public static Descriptor FaceNotTold { get; } = new("LORA1071", Severity.Warning, "No face in a picture's name",
        "Name it as hero_310_205_96_120.png: middle, width and height of the face in pixels.",
        "A picture without a face in its name is cropped to its middle, or at random with <RandomCrop>.");
}
