using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>
/// Gradients of one head, block of keys by block of keys. Probabilities and score gradients are kept as [query, key] in panels of three registers of keys, so
/// that they are the packed right factor of dV and dK; for that of dQ they are turned over. All three are made transposed, [channel, token]. Each is one
/// running sum over queries, or over keys.
/// </summary>
internal static unsafe class AttentionBackward<T> where T : struct, ILanes<T>
{
    private const int KeyBlock = AttentionKernel.KeyBlock;

    /// <summary>Queries at once: no bit depends on it.</summary>
    private const int QueryBlock = 96;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in AttentionCall call, in AttentionGradients to, int batch, int head)
    {
        int panel = GemmPanels<T>.Panel, n = call.Queries, width = call.Width, values = call.ValueWidth, keyRoom = (KeyBlock + panel - 1) / panel * panel,
            queryRoom = (n + panel - 1) / panel * panel;
        // the queries' side, packed once: linear in tokens
        var packedQ = Scratch.Floats(Scratch.Use.Attention,
            2L * n * (width + values) + (long)queryRoom * width + n + keyRoom * (2L * width + 2L * values) + KeyBlock * width + 3L * QueryBlock * keyRoom);
        float* packedD = packedQ + (nint)n * width, turnedQ = packedD + (nint)n * values, turnedD = turnedQ + (nint)n * width,
            dQ = turnedD + (nint)n * values, inner = dQ + (nint)queryRoom * width;
        float* rightK = inner + n, rightV = rightK + keyRoom * width, leftK = rightV + keyRoom * values, dK = leftK + KeyBlock * width,
            dV = dK + keyRoom * width;
        float* scores = dV + keyRoom * values, slopes = scores + QueryBlock * keyRoom, turned = slopes + QueryBlock * keyRoom;
        PackQueries(call, to, batch, head, packedQ, packedD, turnedQ, turnedD, inner);
        var logSumExp = call.LogSumExp + ((nint)batch * call.Heads + head) * n;
        new Span<float>(dQ, queryRoom * width).Clear();
        for (var key = 0; key < call.Keys; key += KeyBlock)
        {
            int keys = Math.Min(KeyBlock, call.Keys - key), panels = (keys + panel - 1) / panel;
            PackKeys(call, batch, head, key, keys, rightK, rightV, leftK);
            new Span<float>(dK, panels * panel * width).Clear();
            new Span<float>(dV, panels * panel * values).Clear();
            // with a causal mask queries before the block's first key see none of it
            for (var query = call.Causal ? key / QueryBlock * QueryBlock : 0; query < n; query += QueryBlock)
            {
                var queries = Math.Min(QueryBlock, n - query);
                for (var p = 0; p < panels; p++)
                {
                    float* s = scores + p * panel * QueryBlock, ds = slopes + p * panel * QueryBlock;
                    GemmPanels<T>.Multiply(queries, packedQ + (nint)query * width, width, 0, width, rightK + p * panel * width, panel, GemmBlocks<T>.Zeros,
                        0, s, panel);
                    GemmPanels<T>.Multiply(queries, packedD + (nint)query * values, values, 0, values, rightV + p * panel * values, panel,
                        GemmBlocks<T>.Zeros, 0, ds, panel);
                    Mask(call, batch, head, query, queries, key + p * panel, Math.Min(panel, keys - p * panel), s);
                    SoftmaxPanel<T>.Gradients(s, ds, queries, logSumExp + query, inner + query);
                    float* ownV = dV + p * panel * values, ownK = dK + p * panel * width;
                    GemmPanels<T>.Multiply(values, turnedD, n, query, queries, s, panel, ownV, panel, ownV, panel);
                    GemmPanels<T>.Multiply(width, turnedQ, n, query, queries, ds, panel, ownK, panel, ownK, panel);
                }

                AddToQueries(queries, keys, width, slopes, turned, leftK, dQ + (nint)query * width);
            }

            Turn(dK, keys, width, to.DK.At(batch, head, key), to.DK.Token);
            Turn(dV, keys, values, to.DV.At(batch, head, key), to.DV.Token);
        }

        Turn(dQ, n, width, to.DQ.At(batch, head, 0), to.DQ.Token);
    }

    /// <summary>Q (scaled) and dOut as left factors by queries, in blocks of <see cref="QueryBlock"/>, and turned over, by channels; and each query's dOut .
    /// out.</summary>
    private static void PackQueries(in AttentionCall call, in AttentionGradients to, int batch, int head, float* packedQ, float* packedD, float* turnedQ,
        float* turnedD, float* inner)
    {
        int n = call.Queries, width = call.Width, values = call.ValueWidth;
        float* fromQ = call.Q.At(batch, head, 0), fromD = to.DOut.At(batch, head, 0);
        StridedLeft q = new(fromQ, call.Q.Token, 1, call.Scale), d = new(fromD, to.DOut.Token, 1, 1);
        for (var query = 0; query < n; query += QueryBlock)
        {
            var queries = Math.Min(QueryBlock, n - query);
            GemmPanels<T>.Pack(ref q, packedQ + (nint)query * width, query, queries, 0, width);
            GemmPanels<T>.Pack(ref d, packedD + (nint)query * values, query, queries, 0, values);
        }

        StridedLeft qTurned = new(fromQ, 1, call.Q.Token, call.Scale), dTurned = new(fromD, 1, to.DOut.Token, 1);
        GemmPanels<T>.Pack(ref qTurned, turnedQ, 0, width, 0, n);
        GemmPanels<T>.Pack(ref dTurned, turnedD, 0, values, 0, n);
        for (var i = 0; i < n; i++)
        {
            inner[i] = Dot(call.Out.At(batch, head, i), to.DOut.At(batch, head, i), values);
        }
    }

    /// <summary>K and V turned over, lanes being keys, and K (scaled) as left factor by channels.</summary>
    private static void PackKeys(in AttentionCall call, int batch, int head, int key, int keys, float* rightK, float* rightV, float* leftK)
    {
        var panel = GemmPanels<T>.Panel;
        StridedRight<StoredFloat32> k = new(call.K.At(batch, head, key), 1, call.K.Token), v = new(call.V.At(batch, head, key), 1, call.V.Token);
        for (var j = 0; j < keys; j += panel)
        {
            k.Pack(rightK + j * call.Width, j, Math.Min(panel, keys - j), panel, 0, call.Width);
            v.Pack(rightV + j * call.ValueWidth, j, Math.Min(panel, keys - j), panel, 0, call.ValueWidth);
        }

        var left = new StridedLeft(call.K.At(batch, head, key), 1, call.K.Token, call.Scale);
        GemmPanels<T>.Pack(ref left, leftK, 0, call.Width, 0, keys);
    }

    private static void Mask(in AttentionCall call, int batch, int head, int query, int queries, int key, int keys, float* scores)
    {
        var panel = GemmPanels<T>.Panel;
        for (var i = 0; i < queries && (call.Causal || call.Mask is not null); i++)
        {
            var mask = call.Mask + batch * call.MaskBatch + head * call.MaskHead + (query + i) * call.MaskQuery + key * call.MaskKey;
            for (var j = 0; j < keys && call.Mask is not null; j++)
            {
                scores[i * panel + j] += mask[j * call.MaskKey];
            }

            for (var j = Math.Max(0, query + i + 1 - key); call.Causal && j < keys; j++)
            {
                scores[i * panel + j] = float.NegativeInfinity;
            }
        }
    }

    /// <summary>dQ += score gradients times K, as [channel, query] in panels: lanes are queries.</summary>
    private static void AddToQueries(int queries, int keys, int width, float* slopes, float* turned, float* leftK, float* dQ)
    {
        var panel = GemmPanels<T>.Panel;
        for (var query = 0; query < queries; query += panel)
        {
            for (var key = 0; key < keys; key += panel)
            {
                Packing.Turn(slopes + key * QueryBlock + query * panel, panel, Math.Min(panel, queries - query), Math.Min(panel, keys - key),
                    turned + key * panel, panel);
            }

            GemmPanels<T>.Multiply(width, leftK, keys, 0, keys, turned, panel, dQ + query * width, panel, dQ + query * width, panel);
        }
    }

    /// <summary>Panels [channel, token] to rows of channels.</summary>
    private static void Turn(float* panels, int tokens, int width, float* to, nint token)
    {
        var panel = GemmPanels<T>.Panel;
        for (var j = 0; j < tokens; j += panel)
        {
            Packing.Turn(panels + (nint)j * width, panel, width, Math.Min(panel, tokens - j), to + j * token, token);
        }
    }

    private static float Dot(float* a, float* b, int count)
    {
        float sum = 0;
        for (var i = 0; i < count; i++)
        {
            sum = Fused.MultiplyAdd(a[i], b[i], sum);
        }

        return sum;
    }
}
