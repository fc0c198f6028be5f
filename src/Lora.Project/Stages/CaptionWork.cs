namespace Lora.Project;

/// <summary>What the targets ShowCaptions and WriteCaptions ask for in the place of a stage.</summary>
/// <param name="Record">Absolute path of the file that remembers what was written (<c>obj/PROJECT/captions.written.tsv</c>); empty: captions are shown.</param>
/// <param name="OverEdits">Captions that a person has changed since are written too.</param>
public sealed record CaptionWork(string Record, bool OverEdits);
