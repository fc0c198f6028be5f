using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>A layer that gets an adapter: of which kind and size, and how its rate differs from its part's.</summary>
/// <param name="Target">The layer.</param>
/// <param name="Network">The kind.</param>
/// <param name="Size">Rank and alpha.</param>
/// <param name="Arguments">Of this kind, in force for this layer.</param>
internal sealed record PlannedAdapter(AdapterTarget Target, NetworkVariant Network, AdapterSize Size, OptionValues Arguments)
{
    /// <summary>kohya's number of the block that has a rate of its own; null where the part's blocks share one.</summary>
    public int? Block { get; init; }

    /// <summary>Of the part's rate; above 0.</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>Why the layer cannot have it: a sentence without an end; null where it can.</summary>
    public string? Problem => Target.Layer.IsNorm ? null : AdapterCatalog.All[Network].Problem(Target, Size, Arguments);

    /// <summary>The adapter; null where this kind leaves the layer as it is.</summary>
    /// <param name="dropout"><c>NetworkDropout</c>.</param>
    public Adapter? Create(double dropout = 0)
    {
        var adapter = AdapterCatalog.All[Network].Create(Target, Size, Arguments);
        if (adapter is not null)
        {
            adapter.Dropouts = Dropouts.Of(dropout, Arguments);
        }

        return adapter;
    }
}
