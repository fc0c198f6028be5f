namespace Lora.Project;

/// <summary>Where the caption of a picture lies, and what it is.</summary>
/// <param name="Path"><see cref="ImageItem.CaptionPath"/>.</param>
/// <param name="Sha256"><see cref="ImageItem.CaptionSha256"/>.</param>
internal readonly record struct ImageCaption(string Path, string Sha256)
{
    /// <summary><see cref="ImageItem.CaptionText"/>.</summary>
    public string? Text { get; init; }

    /// <summary><see cref="ImageItem.CaptionPlace"/>.</summary>
    public SourcePlace? Place { get; init; }

    /// <summary><see cref="ImageItem.ClassTokens"/>.</summary>
    public string ClassTokens { get; init; } = "";
}
