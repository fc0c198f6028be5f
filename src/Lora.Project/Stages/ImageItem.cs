namespace Lora.Project;

/// <summary>One training image with its caption.</summary>
/// <param name="Index">0-based place in the order of <paramref name="Name"/>s (ordinal); the order of the data, and the number in <c>obj</c> (Index +
/// 1).</param>
/// <param name="Name">Project-relative path with '/'; for people: nothing that is trained may depend on it (a rename that keeps the order runs Validate
/// again, and nothing else).</param>
/// <param name="Path">Absolute path.</param>
/// <param name="Sha256">Of the file's bytes, 64 lower-case hex digits; empty if the file is missing.</param>
/// <param name="CaptionPath">Absolute path where its caption is expected.</param>
/// <param name="CaptionSha256">Of the caption's bytes; empty if there is no such file.</param>
/// <param name="Repeats">kohya's num_repeats of this image, 1 or more.</param>
public sealed record ImageItem(int Index, string Name, string Path, string Sha256, string CaptionPath, string CaptionSha256, int Repeats)
{
    /// <summary>The caption where there is no file (kohya's class_tokens), and then what <see cref="CaptionSha256"/> is of; empty where there is one.</summary>
    public string ClassTokens { get; init; } = "";
}
