using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

public static unsafe partial class AttentionKernel
{
    struct BackwardJob
    {
        public AttentionCall Call;
        public AttentionGradients To;
    }

    /// <summary>
    /// Gradients of Q, K and V from that of out, after <see cref="Forward"/> has written <see cref="AttentionCall.Out"/> and <see cref="AttentionCall.LogSumExp"/>; probabilities
    /// are computed again block by block. Overwrites DQ, DK and DV. None of them may broadcast.
    /// </summary>
    public static void Backward(in AttentionCall call, in AttentionGradients gradients)
    {
        if (call.Batches <= 0 || call.Heads <= 0)
        {
            return;
        }

        var job = new BackwardJob { Call = call, To = gradients };
        Workers.For(call.Batches * call.Heads, 2L * call.Queries * call.Keys * (3L * call.Width + 2L * call.ValueWidth + 16), &BackwardPart, &job);
    }

    static void BackwardPart(void* state, int part)
    {
        ref var call = ref ((BackwardJob*)state)->Call;
        ref var to = ref ((BackwardJob*)state)->To;
        int batch = part / call.Heads, head = part % call.Heads;
        var scores = Scratch.Floats(Scratch.Use.Attention, QueryBlock * 2L * KeyBlock + call.Queries);
        float* slopes = scores + QueryBlock * KeyBlock, inner = slopes + QueryBlock * KeyBlock;
        var logSumExp = call.LogSumExp + ((nint)batch * call.Heads + head) * call.Queries;
        for (var i = 0; i < call.Queries; i++)
        {
            inner[i] = Dot(call.Out.At(batch, head, i), to.DOut.At(batch, head, i), call.ValueWidth);
            if (call.Keys == 0)
            {
                new Span<float>(to.DQ.At(batch, head, i), call.Width).Clear();
            }
        }

        for (var key = 0; key < call.Keys; key += KeyBlock)
        {
            var keys = Math.Min(KeyBlock, call.Keys - key);
            var begun = false;
            // with a causal mask queries before the block's first key see none of it
            for (var query = call.Causal ? key / QueryBlock * QueryBlock : 0; query < call.Queries; query += QueryBlock)
            {
                var queries = Math.Min(QueryBlock, call.Queries - query);
                Scores(call, batch, head, query, queries, key, keys, scores);
                SoftmaxRows.Probabilities(scores, KeyBlock, queries, keys, logSumExp + query);
                Gemm.Multiply(new GemmCall
                {
                    M = queries, N = keys, K = call.ValueWidth, A = to.DOut.At(batch, head, query), ARow = to.DOut.Token, ACol = 1,
                    B = call.V.At(batch, head, key), BRow = 1, BCol = call.V.Token, C = slopes, CRow = KeyBlock,
                });
                ScoreGradients(scores, slopes, queries, keys, inner + query);
                Gemm.Multiply(new GemmCall
                {
                    M = keys, N = call.ValueWidth, K = queries, A = scores, ARow = 1, ACol = KeyBlock, B = to.DOut.At(batch, head, query), BRow = to.DOut.Token, BCol = 1,
                    C = to.DV.At(batch, head, key), CRow = to.DV.Token, Accumulate = begun,
                });
                Gemm.Multiply(new GemmCall
                {
                    M = keys, N = call.Width, K = queries, A = slopes, ARow = 1, ACol = KeyBlock, Alpha = call.Scale, B = call.Q.At(batch, head, query), BRow = call.Q.Token, BCol = 1,
                    C = to.DK.At(batch, head, key), CRow = to.DK.Token, Accumulate = begun,
                });
                Gemm.Multiply(new GemmCall
                {
                    M = queries, N = call.Width, K = keys, A = slopes, ARow = KeyBlock, ACol = 1, Alpha = call.Scale, B = call.K.At(batch, head, key), BRow = call.K.Token, BCol = 1,
                    C = to.DQ.At(batch, head, query), CRow = to.DQ.Token, Accumulate = key > 0,
                });
                begun = true;
            }

            for (var i = 0; !begun && i < keys; i++)
            {
                new Span<float>(to.DK.At(batch, head, key + i), call.Width).Clear();
                new Span<float>(to.DV.At(batch, head, key + i), call.ValueWidth).Clear();
            }
        }
    }

    /// <summary>slopes = probabilities * (slopes - inner), a row at a time.</summary>
    static void ScoreGradients(float* probabilities, float* slopes, int rows, int count, float* inner)
    {
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < count; j++)
            {
                slopes[i * KeyBlock + j] = probabilities[i * KeyBlock + j] * (slopes[i * KeyBlock + j] - inner[i]);
            }
        }
    }

    static float Dot(float* a, float* b, int count)
    {
        float sum = 0;
        for (var i = 0; i < count; i++)
        {
            sum = Fused.MultiplyAdd(a[i], b[i], sum);
        }

        return sum;
    }
}
