namespace Lora.Project;

public static partial class TrainingDiagnostics
{
    public static Descriptor ToolFileMissing { get; } = new("LORA3070", Severity.Error, "A file that a tool needs is not there",
        "Correct the path: it is relative to the folder of the project file.",
        "Extract, Merge and ResizeLora work on files that are named on the command line or in the project.");

    public static Descriptor ToolValueWrong { get; } = new("LORA3071", Severity.Error, "A property of a tool is missing or wrong",
        "Set it with -p:NAME=VALUE; docs/tools.md lists the properties of each tool.",
        "A tool that guessed would write a file of which nobody knows what is in it.");

    public static Descriptor ToolFilesDoNotFit { get; } = new("LORA3072", Severity.Error, "The files of a tool do not fit",
        "Take files of the same kind of base model; look at them with -t:Inspect -p:InspectFile=FILE.",
        "Layers are matched by name, and only layers of the same shape can be added.");
}
