using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>
/// Some queries of one head. Scores are kept transposed, [key, query] in panels of three registers of queries: made by the tile, turned into exponentials lane
/// by lane, and already packed as right factor of the product with V. The sums over values are transposed too, [channel, query], until the end.
/// </summary>
internal static unsafe class AttentionForward<T> where T : struct, ILanes<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in AttentionCall call, int batch, int head, int first, int queries)
    {
        int panel = GemmPanels<T>.Panel, panels = (queries + panel - 1) / panel, padded = panels * panel, width = call.Width, values = call.ValueWidth;
        const int Block = AttentionKernel.KeyBlock;
        var packedQ = Scratch.Floats(Scratch.Use.Attention, (long)padded * (width + values + 2) + Block * (long)(panel + width + values));
        float* sums = packedQ + padded * width, largest = sums + padded * values, total = largest + padded;
        float* scores = total + padded, packedK = scores + Block * panel, packedV = packedK + Block * width;
        var q = new StridedRight<StoredFloat32>(call.Q.At(batch, head, first), 1, call.Q.Token);
        for (var p = 0; p < panels; p++)
        {
            q.Pack(packedQ + p * panel * width, p * panel, Math.Min(panel, queries - p * panel), panel, 0, width);
        }

        for (var i = 0; i < padded * width; i++)
        {
            packedQ[i] *= call.Scale;
        }

        new Span<float>(sums, padded * values).Clear();
        new Span<float>(largest, padded).Fill(float.NegativeInfinity);
        new Span<float>(total, padded).Clear();
        var seen = call.Causal ? Math.Min(call.Keys, first + queries) : call.Keys;
        for (var key = 0; key < seen; key += Block)
        {
            var keys = Math.Min(Block, seen - key);
            var k = new StridedLeft(call.K.At(batch, head, key), call.K.Token, 1, 1);
            var v = new StridedLeft(call.V.At(batch, head, key), 1, call.V.Token, 1);
            GemmPanels<T>.Pack(ref k, packedK, 0, keys, 0, width);
            GemmPanels<T>.Pack(ref v, packedV, 0, values, 0, keys);
            for (var p = 0; p < panels; p++)
            {
                var own = sums + p * panel * values;
                GemmPanels<T>.Multiply(keys, packedK, width, 0, width, packedQ + p * panel * width, panel, GemmBlocks<T>.Zeros, 0, scores, panel);
                Mask(call, batch, head, first + p * panel, Math.Min(panel, queries - p * panel), key, keys, scores);
                SoftmaxPanel<T>.Advance(scores, keys, largest + p * panel, total + p * panel, own, values);
                GemmPanels<T>.Multiply(values, packedV, keys, 0, keys, scores, panel, own, panel, own, panel);
            }
        }

        Finish(call, batch, head, first, queries, sums, largest, total);
    }

    private static void Mask(in AttentionCall call, int batch, int head, int query, int queries, int key, int keys, float* scores)
    {
        var panel = GemmPanels<T>.Panel;
        for (var j = 0; j < keys && call.Mask is not null; j++)
        {
            var mask = call.Mask + batch * call.MaskBatch + head * call.MaskHead + query * call.MaskQuery + (key + j) * call.MaskKey;
            for (var i = 0; i < queries; i++)
            {
                scores[j * panel + i] += mask[i * call.MaskQuery];
            }
        }

        for (var j = Math.Max(0, query + 1 - key); call.Causal && j < keys; j++)
        {
            // key + j is hidden from all queries before it
            new Span<float>(scores + j * panel, Math.Min(queries, key + j - query)).Fill(float.NegativeInfinity);
        }
    }

    private static void Finish(in AttentionCall call, int batch, int head, int first, int queries, float* sums, float* largest, float* total)
    {
        int panel = GemmPanels<T>.Panel, values = call.ValueWidth;
        for (var i = 0; i < queries; i++)
        {
            var to = call.Out.At(batch, head, first + i);
            var from = sums + i / panel * panel * values + i % panel;
            var share = total[i] > 0 ? 1 / total[i] : 0;
            for (var d = 0; d < values; d++)
            {
                to[d] = from[d * panel] * share;
            }

            if (call.LogSumExp is not null)
            {
                call.LogSumExp[((nint)batch * call.Heads + head) * call.Queries + first + i] =
                    total[i] > 0 ? largest[i] + SoftmaxPanel<T>.Log(total[i]) : float.NegativeInfinity;
            }
        }
    }
}
