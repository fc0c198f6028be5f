using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>How large an adapter is; what a kind makes of both is its own.</summary>
/// <param name="Rank">Of the factors, at least 1.</param>
/// <param name="Alpha">Above 0.</param>
internal sealed record AdapterSize(int Rank, double Alpha)
{
    /// <summary>
    /// What the options say of a layer: <c>NetworkDim</c> and <c>NetworkAlpha</c>, or at convolutions of more than one pixel <c>conv_dim</c> and
    /// <c>conv_alpha</c>; null where it gets no adapter.
    /// </summary>
    public static AdapterSize? Of(AdapterTarget target, OptionValues values)
    {
        var (network, arguments) = (values.Get(NetworkOptions.NetworkAlgo), values.Get(NetworkOptions.NetworkArgs));
        var whole = new AdapterSize(values.Get(NetworkOptions.NetworkDim), values.Get(NetworkOptions.NetworkAlpha));
        if (!target.IsConvolution || !network.Arguments.Any(row => row.Name == "conv_dim"))
        {
            return whole;
        }

        var (rank, alpha) = (arguments.Get<int>("conv_dim"), arguments.Get<double>("conv_alpha"));
        return network.AdaptsConvolutions
            ? new(rank > 0 ? rank : whole.Rank, alpha > 0 ? alpha : whole.Alpha)
            : rank > 0 ? new(rank, alpha > 0 ? alpha : rank) : null;
    }

    /// <summary>With the argument <c>rs_lora</c> the alpha that makes alpha / rank what alpha / sqrt(rank) was (arXiv 2312.03732).</summary>
    public AdapterSize Stabilised(OptionValues arguments) => arguments.Is("rs_lora") ? this with { Alpha = Alpha * Math.Sqrt(Rank) } : this;
}
