namespace Lora.Tensors.Kernels;

/// <summary>A tensor [batch, head, token, channel] anywhere in memory: strides in elements, channels contiguous.</summary>
internal unsafe struct HeadView
{
    public float* Data;
    public nint Batch, Head, Token;

    internal readonly float* At(int batch, int head, int token) => Data + batch * Batch + head * Head + token * Token;
}

/// <summary>
/// softmax(scale * Q K^T + mask) V for every batch and head. Q [Batches, Heads, Queries, Width], K [Batches, Heads, Keys, Width], V [Batches, Heads, Keys,
/// ValueWidth], out [Batches, Heads, Queries, ValueWidth], log-sum-exp [Batches, Heads, Queries] dense.
/// </summary>
internal unsafe struct AttentionCall()
{
    public int Batches, Heads, Queries, Keys, Width, ValueWidth;
    public HeadView Q, K, V, Out;

    /// <summary>Added to the scaled scores, or null; strides 0 broadcast. Minus infinity hides a key; a query that sees no key gives zeros.</summary>
    public float* Mask;

    public nint MaskBatch, MaskHead, MaskQuery, MaskKey;

    /// <summary>Query i sees keys 0 to i only (as PyTorch's is_causal, aligned to the top left).</summary>
    public bool Causal;

    /// <summary>Usually 1 / sqrt(Width).</summary>
    public float Scale = 1;

    /// <summary>log of the sum of exp of each query's scores: written by forward, read by backward.</summary>
    public float* LogSumExp;
}

/// <summary>What backward needs besides the call: the gradient of out, and where the gradients go (overwritten; shaped as Q, K, V).</summary>
internal unsafe struct AttentionGradients
{
    public HeadView DOut, DQ, DK, DV;
}
