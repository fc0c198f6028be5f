namespace Lora.Imaging;

/// <summary>The part of a picture that becomes all of another, in pixels; edges may lie inside of pixels.</summary>
public readonly record struct SourceBox(float Left, float Top, float Right, float Bottom);
