using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The form of a LoRA over one layer.</summary>
/// <param name="Rank">r, at least 1.</param>
/// <param name="Alpha">As it stands in a file: the branch is scaled by alpha / r.</param>
internal sealed record LoraForm(int Rank, double Alpha)
{
    /// <summary>A convolution has a third factor.</summary>
    public bool IsTucker { get; init; }

    /// <summary>A trained factor of the whole, from 0; then neither of the others starts at 0.</summary>
    public bool HasScalar { get; init; }

    /// <summary>DoRA's part; null for none.</summary>
    public WeightDecomposition? Decomposition { get; init; }

    public static LoraForm Of(AdapterTarget target, AdapterSize size, OptionValues arguments) =>
        new(size.Rank, size.Stabilised(arguments).Alpha)
        {
            IsTucker = arguments.Is("use_tucker"),
            HasScalar = arguments.Is("use_scalar"),
            Decomposition = WeightDecomposition.Of(target.Layer, arguments),
        };

    public static LoraForm Read(AdapterTarget target, AdapterModule module)
    {
        var rank = module.Size(LoraAdapter.DownName, 0);
        return new(rank, module.Alpha(rank))
        {
            IsTucker = module.Tensors.ContainsKey(LoraAdapter.MidName),
            Decomposition = WeightDecomposition.Read(target.Layer, module),
        };
    }
}
