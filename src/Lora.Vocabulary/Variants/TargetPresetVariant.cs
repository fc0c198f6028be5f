namespace Lora.Vocabulary;

/// <summary>
/// Which layers get an adapter, LyCORIS' <c>preset</c>. Classes and paths are those of kohya's own models, also where ours are called as diffusers'.
/// </summary>
public sealed record TargetPresetVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>Classes of the U-Net: every layer inside of one.</summary>
    public IReadOnlyList<string> UnetClasses { get; init; } = [];

    /// <summary>Classes that come in where 3x3 convolutions have a rank.</summary>
    public IReadOnlyList<string> UnetClassesOfConvolutions { get; init; } = [];

    /// <summary>Layers outside of these classes: what their paths begin with.</summary>
    public IReadOnlyList<string> UnetNames { get; init; } = [];

    /// <summary>Classes of the text encoders.</summary>
    public IReadOnlyList<string> TextClasses { get; init; } = [];

    /// <summary>As <see cref="UnetNames"/>, of the text encoders.</summary>
    public IReadOnlyList<string> TextNames { get; init; } = [];

    /// <summary>False: layers with a kernel above 1x1 stay as they are, whatever their rank.</summary>
    public bool HasConvolutions { get; init; } = true;

    /// <summary>The text encoders have targets.</summary>
    public bool HasText => TextClasses.Count + TextNames.Count > 0;
}
