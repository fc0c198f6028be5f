using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Two linear layers with SiLU between, over a timestep's sinusoids or over what else a U-Net is conditioned on as a whole.</summary>
internal sealed class TimestepEmbedding : Module
{
    private readonly Linear _linear1;
    private readonly Linear _linear2;

    /// <param name="path">Path of the module.</param>
    /// <param name="channels">Width of the input.</param>
    /// <param name="width">Width of the embedding.</param>
    public TimestepEmbedding(string path, int channels, int width)
        : base(path, "TimestepEmbedding")
    {
        _linear1 = Add(new Linear(At("linear_1"), channels, width));
        _linear2 = Add(new Linear(At("linear_2"), width, width));
    }

    /// <summary>[n, channels] -> [n, width].</summary>
    public Tensor Forward(Tensor x) => Seen(_linear2.Forward(_linear1.Forward(x).Silu()));
}
