using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>To which ranks a LoRA is brought.</summary>
public sealed record ResizeSettings
{
    /// <summary>Of linear layers; the highest allowed where a rule finds one.</summary>
    public int NewRank { get; init; } = 4;

    /// <summary>Of convolutions, 1x1 too; null: <see cref="NewRank"/>.</summary>
    public int? NewConvRank { get; init; }

    public DynamicMethod DynamicMethod { get; init; }

    /// <summary>The rule's number.</summary>
    public double DynamicParam { get; init; }
}
