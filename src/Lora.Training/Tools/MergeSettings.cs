namespace Lora.Training;

/// <summary>How several LoRAs become one.</summary>
public sealed record MergeSettings
{
    /// <summary>Factors are put side by side, the rank is the sum of the ranks; else they are added, and ranks must be equal.</summary>
    public bool Concat { get; init; }

    /// <summary>The ranks of each layer are put into another order, by this seed; null: none.</summary>
    public ulong? Shuffle { get; init; }

    /// <summary>The weighted sum of the changes is brought to this rank by its singular values; null: factor by factor.</summary>
    public int? NewRank { get; init; }

    /// <summary>The same for convolutions over more than one pixel; null: <see cref="NewRank"/>.</summary>
    public int? NewConvRank { get; init; }
}
