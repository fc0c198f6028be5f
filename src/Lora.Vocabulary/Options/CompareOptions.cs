namespace Lora.Vocabulary;

/// <summary>What the target Compare holds a project against. It changes no stage of a build.</summary>
public static class CompareOptions
{
    public static OptionGroup Group { get; } = new("Comparing two versions");

    public static Option<string> CompareWith { get; } = Group.Add(new TextOption("CompareWith",
        "What -t:Compare shows this project beside: a LoRA (.safetensors), another project (.loraproj), or a git revision or tag of this one."));
}
