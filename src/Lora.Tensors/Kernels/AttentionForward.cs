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
        var packedQ = Scratch.Floats(Scratch.Use.Attention, (long)padded * (width + values + 2) + Block * (long)panel);
        float* sums = packedQ + padded * width, largest = sums + padded * values, total = largest + padded;
        var scores = total + padded;
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
            TileLeft k = new() { From = call.K.At(batch, head, key), Step = call.K.Token, ByRows = true, Alpha = 1 };
            TileLeft v = new() { From = call.V.At(batch, head, key), Step = call.V.Token, Alpha = 1 };
            for (var p = 0; p < panels; p++)
            {
                var own = sums + p * panel * values;
                GemmPanels<T>.Multiply(keys, k, width, packedQ + p * panel * width, panel, GemmBlocks<T>.Zeros, 0, scores, panel);
                Mask(call, batch, head, first + p * panel, Math.Min(panel, queries - p * panel), key, keys, scores);
                SoftmaxPanel<T>.Advance(scores, keys, largest + p * panel, total + p * panel, own, values);
                GemmPanels<T>.Multiply(values, v, keys, scores, panel, own, panel, own, panel);
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
        for (var p = 0; p < queries; p += panel, sums += panel * values)
        {
            var count = Math.Min(panel, queries - p);
            for (var i = p; i < p + panel; i++)
            {
                if (call.LogSumExp is not null && i < queries)
                {
                    call.LogSumExp[((nint)batch * call.Heads + head) * call.Queries + first + i] =
                        total[i] > 0 ? largest[i] + SoftmaxPanel<T>.Log(total[i]) : float.NegativeInfinity;
                }

                total[i] = total[i] > 0 ? 1 / total[i] : 0;
            }

            for (nint d = 0; d < values; d++)
            {
                for (var lane = 0; lane < panel; lane += T.Width)
                {
                    var at = sums + d * panel + lane;
                    (T.Load(at) * T.Load(total + p + lane)).Store(at);
                }
            }

            Packing.Turn(sums, panel, values, count, call.Out.At(batch, head, first + p), call.Out.Token);
        }
    }
}
