using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lora.Tensors.Kernels;

/// <summary>
/// Attention in blocks of keys with a running maximum and sum (Dao et al., "FlashAttention", 2022): memory grows with the tokens, not with their square. Every query is
/// computed alone over blocks of a fixed number of keys, so the bits depend on neither threads nor tier.
/// </summary>
public static unsafe partial class AttentionKernel
{
    /// <summary>Keys in a block: part of the result's definition.</summary>
    const int KeyBlock = 64;

    /// <summary>Queries worked on at once: no bit depends on it.</summary>
    const int QueryBlock = 96;

    /// <summary>Writes <see cref="AttentionCall.Out"/> and <see cref="AttentionCall.LogSumExp"/>.</summary>
    public static void Forward(in AttentionCall call)
    {
        if (call.Batches <= 0 || call.Heads <= 0 || call.Queries <= 0)
        {
            return;
        }

        var job = call;
        var blocks = (call.Queries + QueryBlock - 1) / QueryBlock;
        var work = 2L * Math.Min(QueryBlock, call.Queries) * call.Keys * (call.Width + call.ValueWidth + 16);
        Workers.For(call.Batches * call.Heads * blocks, work, &ForwardPart, &job);
    }

    static void ForwardPart(void* state, int part)
    {
        ref var call = ref *(AttentionCall*)state;
        var blocks = (call.Queries + QueryBlock - 1) / QueryBlock;
        int batch = part / blocks / call.Heads, head = part / blocks % call.Heads, first = part % blocks * QueryBlock;
        var queries = Math.Min(QueryBlock, call.Queries - first);
        var scores = Scratch.Floats(Scratch.Use.Attention, QueryBlock * (KeyBlock + call.ValueWidth + 2L));
        var sums = scores + QueryBlock * KeyBlock;
        float* largest = sums + QueryBlock * call.ValueWidth, total = largest + QueryBlock;
        new Span<float>(largest, queries).Fill(float.NegativeInfinity);
        new Span<float>(total, queries).Clear();
        new Span<float>(sums, queries * call.ValueWidth).Clear();
        var keys = call.Causal ? Math.Min(call.Keys, first + queries) : call.Keys;
        for (var key = 0; key < keys; key += KeyBlock)
        {
            var count = Math.Min(KeyBlock, keys - key);
            Scores(call, batch, head, first, queries, key, count, scores);
            SoftmaxRows.Advance(scores, KeyBlock, queries, count, largest, total, sums, call.ValueWidth);
            Gemm.Multiply(new GemmCall
            {
                M = queries, N = call.ValueWidth, K = count, A = scores, ARow = KeyBlock, ACol = 1, B = call.V.At(batch, head, key), BRow = call.V.Token, BCol = 1,
                C = sums, CRow = call.ValueWidth, Accumulate = true,
            });
        }

        for (var i = 0; i < queries; i++)
        {
            var to = call.Out.At(batch, head, first + i);
            var share = total[i] > 0 ? 1 / total[i] : 0;
            for (var d = 0; d < call.ValueWidth; d++)
            {
                to[d] = sums[i * call.ValueWidth + d] * share;
            }

            if (call.LogSumExp is not null)
            {
                call.LogSumExp[((nint)batch * call.Heads + head) * call.Queries + first + i] = total[i] > 0 ? largest[i] + SoftmaxRows.Log(total[i]) : float.NegativeInfinity;
            }
        }
    }

    /// <summary>Masked, scaled scores of some queries against some keys into rows of <see cref="KeyBlock"/> floats.</summary>
    static void Scores(in AttentionCall call, int batch, int head, int query, int queries, int key, int keys, float* scores)
    {
        Gemm.Multiply(new GemmCall
        {
            M = queries, N = keys, K = call.Width, A = call.Q.At(batch, head, query), ARow = call.Q.Token, ACol = 1, Alpha = call.Scale,
            B = call.K.At(batch, head, key), BRow = 1, BCol = call.K.Token, C = scores, CRow = KeyBlock,
        });
        if (call.Mask is not null)
        {
            for (var i = 0; i < queries; i++)
            {
                var mask = call.Mask + batch * call.MaskBatch + head * call.MaskHead + (query + i) * call.MaskQuery + key * call.MaskKey;
                for (var j = 0; j < keys; j++)
                {
                    scores[i * KeyBlock + j] += mask[j * call.MaskKey];
                }
            }
        }

        for (var i = 0; call.Causal && i < queries; i++)
        {
            var seen = Math.Clamp(query + i + 1 - key, 0, keys);
            new Span<float>(scores + i * KeyBlock + seen, keys - seen).Fill(float.NegativeInfinity);
        }
    }
}
