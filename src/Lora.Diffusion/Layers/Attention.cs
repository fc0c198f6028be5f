using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// Multi-head attention as diffusers' <c>Attention</c>: queries from x, keys and values from the context (x itself without one). The autoencoder's form
/// normalises its input by groups and has biases everywhere.
/// </summary>
internal sealed class Attention : Module
{
    private readonly GroupNorm? _groupNorm;
    private readonly Linear _toQ;
    private readonly Linear _toK;
    private readonly Linear _toV;
    private readonly Linear _toOut;
    private readonly int _heads;

    /// <param name="path">Path of the module.</param>
    /// <param name="width">Width of x and of the output.</param>
    /// <param name="contextWidth">Width of the context.</param>
    /// <param name="heads">Number of heads; each is width / heads wide.</param>
    /// <param name="qkvBias">Whether the query, key and value layers have a bias; the output layer always has.</param>
    /// <param name="groups">Groups of the norm over channels before everything, or 0 for none.</param>
    public Attention(string path, int width, int contextWidth, int heads, bool qkvBias = false, int groups = 0)
        : base(path, "Attention")
    {
        _heads = heads;
        _groupNorm = groups > 0 ? Add(new GroupNorm(At("group_norm"), groups, width, 1e-6)) : null;
        _toQ = Add(new Linear(At("to_q"), width, width, qkvBias));
        _toK = Add(new Linear(At("to_k"), contextWidth, width, qkvBias));
        _toV = Add(new Linear(At("to_v"), contextWidth, width, qkvBias));
        _toOut = Add(new Linear(At("to_out.0"), width, width));
    }

    /// <summary>Tokens [n, tokens, width], context [n, m, contextWidth] -> [n, tokens, width].</summary>
    public Tensor Forward(Tensor x, Tensor? context = null) => Seen(Attend(x, context ?? x));

    /// <summary>An image [n, width, h, w] attending to itself, residual added.</summary>
    public Tensor ForwardImage(Tensor x)
    {
        var tokens = (_groupNorm is null ? x : _groupNorm.Forward(x)).ToTokens();
        return Seen(Attend(tokens, tokens).ToImage(x.Size(2), x.Size(3)) + x);
    }

    private Tensor Attend(Tensor x, Tensor context)
    {
        var attended = Split(_toQ.Forward(x)).ScaledDotProductAttention(Split(_toK.Forward(context)), Split(_toV.Forward(context)));
        return _toOut.Forward(attended.MergeHeads());
    }

    private Tensor Split(Tensor x) => x.SplitHeads(_heads);
}
