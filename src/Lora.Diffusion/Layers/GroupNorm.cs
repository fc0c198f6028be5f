using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Group normalisation over [n, c, h, w] with scale and shift a channel, optionally followed by SiLU in the same pass.</summary>
internal sealed class GroupNorm(string path, int groups, int channels, double eps) : AdaptableLayer(path, "GroupNorm", [channels], bias: true)
{
    public override Tensor Compute(Tensor x, Tensor weight, Tensor? bias) => x.GroupNorm(groups, weight, bias, eps);

    /// <summary>SiLU of the normalised input. A probe or an adapter sees the value before the activation, at the price of the fusion.</summary>
    public Tensor ForwardSilu(Tensor x) =>
        Probe is null && Adapter is null ? x.GroupNorm(groups, Weight, Bias, eps, silu: true) : Forward(x).Silu();
}
