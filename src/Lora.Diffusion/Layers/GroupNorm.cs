using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Group normalisation over [n, c, h, w] with scale and shift a channel, optionally followed by SiLU in the same pass.</summary>
internal sealed class GroupNorm : Module
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly int _groups;
    private readonly double _eps;

    public GroupNorm(string path, int groups, int channels, double eps)
        : base(path, "GroupNorm")
    {
        _groups = groups;
        _eps = eps;
        _weight = AddParameter("weight", channels);
        _bias = AddParameter("bias", channels);
    }

    public Tensor Forward(Tensor x) => Seen(x.GroupNorm(_groups, _weight.Value, _bias.Value, _eps));

    /// <summary>SiLU of the normalised input. A probe sees the value before the activation, at the price of the fusion.</summary>
    public Tensor ForwardSilu(Tensor x) => Probe is null ? x.GroupNorm(_groups, _weight.Value, _bias.Value, _eps, silu: true) : Forward(x).Silu();
}
