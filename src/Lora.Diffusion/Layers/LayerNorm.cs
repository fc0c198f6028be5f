using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Layer normalisation over the last dimension with scale and shift.</summary>
internal sealed class LayerNorm(string path, int width, double eps) : AdaptableLayer(path, "LayerNorm", [width], bias: true)
{
    public override Tensor Compute(Tensor x, Tensor weight, Tensor? bias) => x.LayerNorm(weight, bias, eps);
}
