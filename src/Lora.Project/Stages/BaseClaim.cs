namespace Lora.Project;

/// <summary>What a <c>bases.json</c> claims of a base model; what the model is, its content says.</summary>
/// <param name="Name">Of the base.</param>
/// <param name="Kind">sd1, sd2 or sdxl; empty where it does not say.</param>
/// <param name="Place">Where the kind stands.</param>
public sealed record BaseClaim(string Name, string Kind, SourcePlace Place)
{
    /// <summary>The clip skip that its makers used; null where it does not say.</summary>
    public int? ClipSkip { get; init; }
}
