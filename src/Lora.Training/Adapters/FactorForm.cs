using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The form of a change that is made of factors.</summary>
/// <param name="Rank">Of the factors, at least 1.</param>
/// <param name="Alpha">The change is scaled by alpha / rank; as it stands in a file.</param>
internal sealed record FactorForm(int Rank, double Alpha)
{
    /// <summary>A convolution has a core with the kernel and a matrix for each side.</summary>
    public bool IsTucker { get; init; }

    /// <summary>One more trained factor of the whole, from 0; then none of the others starts at 0.</summary>
    public bool HasScalar { get; init; }

    /// <summary>DoRA's part; null for none.</summary>
    public WeightDecomposition? Decomposition { get; init; }

    /// <summary>A file holds its tensors in LyCORIS' order.</summary>
    public bool IsLycoris { get; init; }

    /// <summary>As the arguments ask for: <c>rs_lora</c>, <c>use_tucker</c>, <c>use_scalar</c>, <c>dora_wd</c>.</summary>
    public static FactorForm Of(AdapterTarget target, AdapterSize size, OptionValues arguments) => new(size.Rank, size.Stabilised(arguments).Alpha)
    {
        IsTucker = arguments.Is("use_tucker") && target.IsConvolution,
        HasScalar = arguments.Is("use_scalar"),
        Decomposition = WeightDecomposition.Of(target.Layer, arguments),
        IsLycoris = arguments.Has("dora_wd") || (arguments.Has("form") && arguments.Get<string>("form") == Networks.LycorisForm),
    };

    /// <summary>As a file has it.</summary>
    /// <param name="target">The layer.</param>
    /// <param name="module">What the file has of it.</param>
    /// <param name="rank">As its tensors have it.</param>
    /// <param name="core">Name of the tensor that only Tucker's form has.</param>
    public static FactorForm Read(AdapterTarget target, AdapterModule module, int rank, string core) => new(rank, module.Alpha(rank))
    {
        IsTucker = module.Tensors.ContainsKey(core),
        Decomposition = WeightDecomposition.Read(target.Layer, module),
    };
}
