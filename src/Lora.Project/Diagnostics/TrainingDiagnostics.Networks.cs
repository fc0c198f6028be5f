namespace Lora.Project;

/// <content>LORA303x: networks.</content>
public static partial class TrainingDiagnostics
{
    public static Descriptor NetworkNotLoaded { get; } = new("LORA3030", Severity.Warning, "Programs that do not load the network",
        "Choose another <NetworkAlgo> if one of these programs has to load the file; if none has, add this code to <NoWarn>.",
        "A program refuses tensors that it does not know, or leaves them out without a word, and its pictures look like the base model's.");
}
