namespace Lora.Vocabulary;

/// <summary>What is trained on, and where things lie.</summary>
public static class ProjectOptions
{
    internal static OptionGroup Group { get; } = new("Project");

    public static Option<string> BaseModel { get; } = Group.Add(new PathOption("BaseModel",
        "The base model: a folder in diffusers layout, a single file (.safetensors, .ckpt), or a name in a bases.json (docs/registry.md).")
    {
        KohyaName = "pretrained_model_name_or_path",
    });

    public static Option<string> BaseModels { get; } = Group.Add(new TextOption("BaseModels",
        "Names of several base models, separated by ';', in place of BaseModel: one LoRA is built for each (docs/bases.md)."));

    public static Option<string> Trigger { get; } = Group.Add(new TextOption("Trigger", "The word that calls the subject; put first into every caption.")
    {
        Stages = [Stage.Tag, Stage.Validate],
    });

    public static Option<PresetVariant> LoraPreset { get; } = Group.Add(new ChoiceOption<PresetVariant>("LoraPreset",
        "Values of the community's guides for what the project leaves open (docs/presets.md).", Variant.Choices(Presets.All))
    {
        Default = Presets.Character,
    });

    public static Option<string> LoraCacheDir { get; } = Group.Add(new PathOption("LoraCacheDir", "Folder of the store that all projects share.")
    {
        DefaultRule = "~/.cache/lora",
        FromEnvironment = true,
    });

    public static Option<bool> LoraOffline { get; } = Group.Add(new BooleanOption("LoraOffline", "Fetches nothing from a network.")
    {
        FromEnvironment = true,
    });

    public static Option<bool> LoraLockedMode { get; } = Group.Add(new BooleanOption("LoraLockedMode",
        "Any difference from the lock file is an error (docs/lock.md).")
    {
        DefaultRule = "true where the environment has CI=true and there is a lock file",
        FromEnvironment = true,
    });

    public static Option<double> LoraSaveStateMinutes { get; } = Group.Add(new NumberOption<double>("LoraSaveStateMinutes",
        "Minutes between two saved states of a training, from which a stopped one goes on; 0 = never.")
    {
        Default = 5,
        Min = 0,
        Max = 100000,
        Stages = [Stage.Train],
        IsKeyed = false,
    });
}
