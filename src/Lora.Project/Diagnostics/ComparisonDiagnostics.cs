namespace Lora.Project;

/// <summary>LORA54xx: comparing two versions.</summary>
public static class ComparisonDiagnostics
{
    public static Descriptor NothingToCompareWith { get; } = new("LORA5401", Severity.Error, "There is nothing of the name to compare with",
        "Set CompareWith to a git revision or tag, a .safetensors file or a .loraproj; paths are relative to the project file.",
        "Two versions are needed: this one is the project as it is now.");

    public static Descriptor GitFailed { get; } = new("LORA5402", Severity.Error, "Git cannot give the other version",
        "See that 'git' runs in the project's folder; a folder that belongs to someone else git trusts only if its safe.directory names it.",
        "An earlier version is what git has of it: its pictures, captions and project file are put into obj/ and built there.");

    public static Descriptor NotInRevision { get; } = new("LORA5403", Severity.Error, "The project is not in that revision",
        "Take a later revision; where the project was renamed since, put the old one somewhere with 'git worktree add' and name its .loraproj.",
        "A project is compared with what lay at its own place.");

    public static Descriptor LoraNotReadable { get; } = new("LORA5404", Severity.Error, "The LoRA to compare with cannot be read",
        "Take the .safetensors of a LoRA; -t:Inspect -p:InspectFile=FILE says what a file is.",
        "What it changes of the model, and what it was made of, is read from the file.");

    internal static IReadOnlyList<Descriptor> All { get; } = [NothingToCompareWith, GitFailed, NotInRevision, LoraNotReadable];
}
