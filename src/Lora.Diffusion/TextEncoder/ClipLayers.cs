using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Causal multi-head self-attention.</summary>
internal sealed class ClipAttention : Module
{
    private readonly Linear _k;
    private readonly Linear _v;
    private readonly Linear _q;
    private readonly Linear _out;
    private readonly int _heads;

    public ClipAttention(string path, int width, int heads)
        : base(path, "CLIPAttention")
    {
        _heads = heads;
        _k = Add(new Linear(At("k_proj"), width, width));
        _v = Add(new Linear(At("v_proj"), width, width));
        _q = Add(new Linear(At("q_proj"), width, width));
        _out = Add(new Linear(At("out_proj"), width, width));
    }

    public Tensor Forward(Tensor x)
    {
        var q = _q.Forward(x).SplitHeads(_heads);
        var k = _k.Forward(x).SplitHeads(_heads);
        var v = _v.Forward(x).SplitHeads(_heads);
        return Seen(_out.Forward(q.ScaledDotProductAttention(k, v, causal: true).MergeHeads()));
    }
}

internal sealed class ClipMlp : Module
{
    private readonly Linear _fc1;
    private readonly Linear _fc2;
    private readonly ClipActivation _activation;

    public ClipMlp(string path, ClipTextConfig config)
        : base(path, "CLIPMLP")
    {
        _activation = config.Activation;
        _fc1 = Add(new Linear(At("fc1"), config.HiddenSize, config.IntermediateSize));
        _fc2 = Add(new Linear(At("fc2"), config.IntermediateSize, config.HiddenSize));
    }

    public Tensor Forward(Tensor x)
    {
        var inner = _fc1.Forward(x);
        return Seen(_fc2.Forward(_activation == ClipActivation.Gelu ? inner.Gelu() : inner.QuickGelu()));
    }
}

/// <summary>Attention and feed-forward, each after a layer norm and around a residual.</summary>
internal sealed class ClipEncoderLayer : Module
{
    private readonly ClipAttention _attention;
    private readonly LayerNorm _norm1;
    private readonly ClipMlp _mlp;
    private readonly LayerNorm _norm2;

    public ClipEncoderLayer(string path, ClipTextConfig config)
        : base(path, "CLIPEncoderLayer")
    {
        _attention = Add(new ClipAttention(At("self_attn"), config.HiddenSize, config.Heads));
        _norm1 = Add(new LayerNorm(At("layer_norm1"), config.HiddenSize, config.LayerNormEps));
        _mlp = Add(new ClipMlp(At("mlp"), config));
        _norm2 = Add(new LayerNorm(At("layer_norm2"), config.HiddenSize, config.LayerNormEps));
    }

    public Tensor Forward(Tensor x) => Scoped(x.Runtime, () => Run(x));

    private Tensor Run(Tensor x)
    {
        x += _attention.Forward(_norm1.Forward(x));
        return Seen(x + _mlp.Forward(_norm2.Forward(x)));
    }
}
