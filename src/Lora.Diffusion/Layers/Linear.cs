using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>x W^T + b over the last dimension.</summary>
internal sealed class Linear(string path, int inFeatures, int outFeatures, bool bias = true)
    : AdaptableLayer(path, "Linear", [outFeatures, inFeatures], bias)
{
    public override Tensor Compute(Tensor x, Tensor weight, Tensor? bias) => x.Linear(weight, bias);
}
