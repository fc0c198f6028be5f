using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>The transformer's feed-forward part: widen to four times with a gated GELU, then back (GEGLU, arXiv 2002.05202).</summary>
internal sealed class FeedForward : Module
{
    private readonly GatedGelu _widen;
    private readonly Linear _narrow;

    public FeedForward(string path, int width)
        : base(path, "FeedForward")
    {
        _widen = Add(new GatedGelu(At("net.0"), width, 4 * width));
        _narrow = Add(new Linear(At("net.2"), 4 * width, width));
    }

    public Tensor Forward(Tensor x) => Seen(_narrow.Forward(_widen.Forward(x)));

    private sealed class GatedGelu : Module
    {
        private readonly Linear _proj;

        public GatedGelu(string path, int width, int inner)
            : base(path, "GEGLU") => _proj = Add(new Linear(At("proj"), width, 2 * inner));

        public Tensor Forward(Tensor x) => Seen(_proj.Forward(x).GeGlu());
    }
}
