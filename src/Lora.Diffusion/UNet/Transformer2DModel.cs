using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Transformer blocks over the pixels of an image, which attend to each other and to the prompt, around a residual.</summary>
internal sealed class Transformer2DModel : Module
{
    private readonly GroupNorm _norm;
    private readonly AdaptableLayer _projIn;
    private readonly BasicTransformerBlock[] _blocks;
    private readonly AdaptableLayer _projOut;

    public Transformer2DModel(string path, int channels, int contextWidth, int heads, int layers, int groups, bool linearProjection)
        : base(path, "Transformer2DModel")
    {
        _norm = Add(new GroupNorm(At("norm"), groups, channels, 1e-6));
        _projIn = Add(Projection("proj_in"));
        _blocks = [.. Enumerable.Range(0, layers).Select(i => Add(new BasicTransformerBlock(At($"transformer_blocks.{i}"), channels, contextWidth, heads)))];
        _projOut = Add(Projection("proj_out"));

        AdaptableLayer Projection(string name) => linearProjection ? new Linear(At(name), channels, channels) : new Conv2d(At(name), channels, channels, 1);
    }

    /// <summary>Image [n, c, h, w], prompt [n, tokens, contextWidth] -> [n, c, h, w].</summary>
    public Tensor Forward(Tensor x, Tensor context) => Scoped(x.Runtime, () => Run(x, context));

    /// <summary>
    /// The same, keeping no activations for backward but those between its blocks: SDXL has ten of them in one, which would be computed again, and kept,
    /// together.
    /// </summary>
    public Tensor ForwardCheckpointed(Tensor x, Tensor context)
    {
        var runtime = x.Runtime;
        if (_blocks.Length == 1)
        {
            return runtime.Checkpoint(t => Forward(t[0], t[1]), x, context);
        }

        var tokens = runtime.Checkpoint(t => _blocks[0].Forward(ToTokens(t[0]), t[1]), x, context);
        foreach (var block in _blocks.AsSpan(1))
        {
            tokens = runtime.Checkpoint(t => block.Forward(t[0], t[1]), tokens, context);
        }

        return runtime.Checkpoint(t => ToImage(t[0], t[1]), tokens, x);
    }

    private Tensor Run(Tensor x, Tensor context)
    {
        var tokens = ToTokens(x);
        foreach (var block in _blocks)
        {
            tokens = block.Forward(tokens, context);
        }

        return ToImage(tokens, x);
    }

    // a 1x1 convolution is a linear layer on tokens, so both kinds of projection run there and one rearrangement is enough
    private Tensor ToTokens(Tensor x) => _projIn.Forward(_norm.Forward(x).ToTokens());

    private Tensor ToImage(Tensor tokens, Tensor x) => Seen(_projOut.Forward(tokens).ToImage(x.Size(2), x.Size(3)) + x);
}

/// <summary>Self-attention, attention to the prompt, feed-forward; each after a layer norm and around a residual.</summary>
public sealed class BasicTransformerBlock : Module
{
    private readonly LayerNorm _norm1;
    private readonly Attention _attn1;
    private readonly LayerNorm _norm2;
    private readonly Attention _attn2;
    private readonly LayerNorm _norm3;
    private readonly FeedForward _ff;

    public BasicTransformerBlock(string path, int width, int contextWidth, int heads)
        : base(path, "BasicTransformerBlock")
    {
        _norm1 = Add(new LayerNorm(At("norm1"), width, 1e-5));
        _attn1 = Add(new Attention(At("attn1"), width, width, heads));
        _norm2 = Add(new LayerNorm(At("norm2"), width, 1e-5));
        _attn2 = Add(new Attention(At("attn2"), width, contextWidth, heads));
        _norm3 = Add(new LayerNorm(At("norm3"), width, 1e-5));
        _ff = Add(new FeedForward(At("ff"), width));
    }

    /// <summary>Tokens [n, t, width], prompt [n, m, contextWidth] -> [n, t, width].</summary>
    public Tensor Forward(Tensor x, Tensor context) => Scoped(x.Runtime, () => Run(x, context));

    private Tensor Run(Tensor x, Tensor context)
    {
        x = _attn1.Forward(_norm1.Forward(x)) + x;
        x = _attn2.Forward(_norm2.Forward(x), context) + x;
        return Seen(_ff.Forward(_norm3.Forward(x)) + x);
    }
}
