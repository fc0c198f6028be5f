using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>
/// Gradients of one head, block of keys by block of keys. Probabilities and score gradients are kept as [query, key] in panels of three registers of keys, so
/// that they are the packed right factor of dV and dK (made transposed); only the product for dQ packs them again. Each gradient is one running sum over
/// queries, or over keys.
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
            wide = (width + panel - 1) / panel * panel;
        // the queries' side, packed once: linear in tokens
        var packedQ = Scratch.Floats(Scratch.Use.Attention,
            2L * n * (width + values) + n + keyRoom * (2L * width + 2L * values + wide) + 2L * QueryBlock * keyRoom + QueryBlock * (long)keyRoom);
        float* packedD = packedQ + (nint)n * width, turnedQ = packedD + (nint)n * values, turnedD = turnedQ + (nint)n * width,
            inner = turnedD + (nint)n * values;
        float* rightK = inner + n, rightV = rightK + keyRoom * width, plainK = rightV + keyRoom * values, dK = plainK + keyRoom * wide,
            dV = dK + keyRoom * width;
        float* scores = dV + keyRoom * values, slopes = scores + QueryBlock * keyRoom, woven = slopes + QueryBlock * keyRoom;
        PackQueries(call, to, batch, head, packedQ, packedD, turnedQ, turnedD, inner);
        var logSumExp = call.LogSumExp + ((nint)batch * call.Heads + head) * n;
        var dQ = new GemmTarget { C = to.DQ.At(batch, head, 0), CRow = to.DQ.Token, Accumulate = true };
        for (var i = 0; i < n; i++)
        {
            new Span<float>(dQ.C + i * dQ.CRow, width).Clear();
        }

        for (var key = 0; key < call.Keys; key += KeyBlock)
        {
            int keys = Math.Min(KeyBlock, call.Keys - key), panels = (keys + panel - 1) / panel;
            PackKeys(call, batch, head, key, keys, rightK, rightV, plainK);
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

                AddToQueries(queries, keys, width, slopes, woven, plainK, query, dQ);
            }

            Turn(dK, keys, width, to.DK.At(batch, head, key), to.DK.Token);
            Turn(dV, keys, values, to.DV.At(batch, head, key), to.DV.Token);
        }
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

    /// <summary>K and V turned over, lanes being keys, and K (scaled) as it is, lanes being channels.</summary>
    private static void PackKeys(in AttentionCall call, int batch, int head, int key, int keys, float* rightK, float* rightV, float* plainK)
    {
        var panel = GemmPanels<T>.Panel;
        StridedRight<StoredFloat32> k = new(call.K.At(batch, head, key), 1, call.K.Token), v = new(call.V.At(batch, head, key), 1, call.V.Token);
        for (var j = 0; j < keys; j += panel)
        {
            k.Pack(rightK + j * call.Width, j, Math.Min(panel, keys - j), panel, 0, call.Width);
            v.Pack(rightV + j * call.ValueWidth, j, Math.Min(panel, keys - j), panel, 0, call.ValueWidth);
        }

        var plain = new StridedRight<StoredFloat32>(call.K.At(batch, head, key), call.K.Token, 1);
        for (var c = 0; c < call.Width; c += panel)
        {
            plain.Pack(plainK + c * keys, c, Math.Min(panel, call.Width - c), panel, 0, keys);
            for (var i = 0; i < panel * keys; i++)
            {
                plainK[c * keys + i] *= call.Scale;
            }
        }
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

    /// <summary>dQ += score gradients times K, both in panels.</summary>
    private static void AddToQueries(int queries, int keys, int width, float* slopes, float* woven, float* plainK, int query, in GemmTarget dQ)
    {
        int panel = GemmPanels<T>.Panel, panels = GemmPanels<T>.Count(queries);
        var lines = stackalloc float*[16];
        for (var p = 0; p < panels; p++)
        {
            int first = GemmPanels<T>.Cut(queries, panels, p), rows = GemmPanels<T>.Cut(queries, panels, p + 1) - first;
            for (var key = 0; key < keys; key += panel)
            {
                for (var r = 0; r < rows; r++)
                {
                    lines[r] = slopes + key * QueryBlock + (first + r) * panel;
                }

                Packing.Weave(lines, rows, Math.Min(panel, keys - key), woven + key * rows);
            }

            for (var c = 0; c < width; c += panel)
            {
                GemmBlocks<T>.Tile(rows, Math.Min(panel, width - c), keys, woven, 0, plainK + c * keys, panel, false, query + first, c, dQ);
            }
        }
    }

    /// <summary>Panels [channel, key] to rows of channels.</summary>
    private static void Turn(float* panels, int keys, int width, float* to, nint token)
    {
        var panel = GemmPanels<T>.Panel;
        for (var j = 0; j < keys; j++)
        {
            var from = panels + j / panel * panel * width + j % panel;
            for (var c = 0; c < width; c++)
            {
                to[j * token + c] = from[c * panel];
            }
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
