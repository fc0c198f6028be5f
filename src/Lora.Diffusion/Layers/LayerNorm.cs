using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Layer normalisation over the last dimension with scale and shift.</summary>
internal sealed class LayerNorm : Module
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly double _eps;

    public LayerNorm(string path, int width, double eps)
        : base(path, "LayerNorm")
    {
        _eps = eps;
        _weight = AddParameter("weight", width);
        _bias = AddParameter("bias", width);
    }

    public Tensor Forward(Tensor x) => Seen(x.LayerNorm(_weight.Value, _bias.Value, _eps));
}
