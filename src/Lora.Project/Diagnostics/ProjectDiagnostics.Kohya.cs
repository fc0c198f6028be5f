namespace Lora.Project;

/// <content>LORA1040 to 1059: regularization images, and files of kohya's scripts.</content>
public static partial class ProjectDiagnostics
{
    public static Descriptor ImageInBoth { get; } = new("LORA1040", Severity.Error, "Image is of the subject and of its class",
        "Remove one of the two items.",
        "A regularization image shows the class and not the subject: one picture cannot be trained as both.");

    public static Descriptor KohyaFileWrong { get; } = new("LORA1041", Severity.Error, "File of kohya's scripts is not understood",
        "Correct the file, or take the item out of the project.",
        "A dataset or a training configuration of kohya's scripts is read whole, or not at all: what is skipped in it would change the training in silence.");

    public static Descriptor KohyaNotTaken { get; } = new("LORA1042", Severity.Warning, "Options of kohya's scripts are not taken",
        "See docs/kohya.md for what each of them needs here, and take them out of the file when the training shall do without.",
        "Lora.Build has nothing that does what these options do, so that this training is not quite the one that kohya's scripts would make.");

    public static Descriptor KohyaNotNeeded { get; } = new("LORA1043", Severity.Message, "Options of kohya's scripts without a meaning here",
        "Nothing to do.",
        "They say how kohya's scripts run, or say what is so anyway.");

    public static Descriptor KohyaSubsetsDiffer { get; } = new("LORA1044", Severity.Error, "Subsets differ in an option that is the project's",
        "Give all subsets the same value, or write the option into the project file, which then counts for all of them.",
        "This option is one for all pictures of a training; choosing one of the values would train some of them otherwise than is asked for.");

    public static Descriptor KohyaPathOutside { get; } = new("LORA1045", Severity.Error, "Folder or file lies outside of the project",
        "Move it below the project's folder, or set AllowOutside=\"true\" on the item that names the file.",
        "What lies elsewhere on one machine is missing on every other; and a file from somebody else reads no more than it should.");

    public static Descriptor KohyaFolderMissing { get; } = new("LORA1046", Severity.Error, "Folder of pictures not found",
        "Correct the path; it is relative to the folder of the file that names it.",
        "kohya's scripts go on without the folder's pictures: the training would be another one, without a word.");

    public static Descriptor KohyaSubsetTwice { get; } = new("LORA1047", Severity.Warning, "Folder stands twice in one dataset",
        "Remove one of the two subsets, or raise num_repeats if the pictures shall count double.",
        "As in kohya's scripts the second one counts for nothing.");

    public static Descriptor KohyaOthersLeft { get; } = new("LORA1048", Severity.Message, "Pictures beside those of the dataset",
        "Nothing, if it is meant so; else name them with <Image Include=\"images/**\" />.",
        "With a KohyaDataset the files of the folder 'images' are no images by themselves: the dataset says what is trained.");

    public static Descriptor ExportNotPossible { get; } = new("LORA1049", Severity.Error, "Not to be said in kohya's files",
        "Change what is named here, as by a folder of their own for those pictures; nothing has been written.",
        "A dataset configuration of kohya's scripts is a list of folders: what it cannot say would be trained otherwise there.");

    public static Descriptor ExportEdited { get; } = new("LORA1050", Severity.Error, "Exported file has been edited",
        "Rename the file to keep it, or delete it, and export again; nothing has been written.",
        "What a person has written is never overwritten.");

    public static Descriptor ExportIncomplete { get; } = new("LORA1051", Severity.Warning, "Exported training differs",
        "Keep one of the two options.",
        "kohya's scripts know no such thing, so that the exported training is not quite this one.");
}
