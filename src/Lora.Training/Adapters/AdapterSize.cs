using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>How large an adapter is; what a kind makes of both is its own.</summary>
/// <param name="Rank">Of the factors, at least 1.</param>
/// <param name="Alpha">Above 0.</param>
internal sealed record AdapterSize(int Rank, double Alpha)
{
    /// <summary>With the argument <c>rs_lora</c> the alpha that makes alpha / rank what alpha / sqrt(rank) was (arXiv 2312.03732).</summary>
    public AdapterSize Stabilised(OptionValues arguments) => arguments.Is("rs_lora") ? this with { Alpha = Alpha * Math.Sqrt(Rank) } : this;
}
