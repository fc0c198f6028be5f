namespace Lora.Project;

/// <summary>What the target MakeRegularization asks for in the place of a stage.</summary>
/// <param name="Folder">Absolute path of the folder that pictures and captions are written into.</param>
/// <param name="CaptionExtension">Of the caption files.</param>
/// <param name="PerImage">Pictures for each training image.</param>
/// <param name="Tags">What stands behind each caption, with wildcards.</param>
/// <param name="Prompt">Every value of a prompt as canonical text, by name; text, seed and size are each picture's own.</param>
/// <param name="Record">Absolute path of the file that remembers what was written (<c>obj/PROJECT/BASE/regularization.written.tsv</c>).</param>
public sealed record RegularizationWork(
    string Folder, string CaptionExtension, int PerImage, string Tags, IReadOnlyDictionary<string, string> Prompt, string Record);
