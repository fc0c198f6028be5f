using Lora.Tensors.Kernels;
using Lora.Tensors.Tests.Reference;

namespace Lora.Tensors.Tests.Kernels;

[Collection(EveryTier.Name)]
public unsafe class AttentionKernelTests
{
    /// <summary>Batches, heads, queries, keys, channels, channels of V, causal, masked.</summary>
    public static TheoryData<int, int, int, int, int, int, bool, bool> Sizes => new()
    {
        { 1, 1, 1, 1, 1, 1, false, false },
        { 2, 3, 5, 7, 8, 8, false, false },
        { 1, 2, 16, 77, 40, 40, false, false },
        { 1, 2, 77, 77, 12, 12, true, false },
        { 2, 1, 130, 65, 16, 9, false, true },
        { 1, 1, 200, 200, 8, 8, true, true },
        { 1, 2, 100, 150, 5, 20, true, false },
        { 1, 2, 3, 0, 4, 4, false, false },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void ForwardAndBackward_SameBitsOnEveryTierAndCloseToDouble(int batches, int heads, int queries, int keys, int width, int valueWidth, bool causal,
        bool masked)
    {
        var size = new AttentionCall
        {
            Batches = batches,
            Heads = heads,
            Queries = queries,
            Keys = keys,
            Width = width,
            ValueWidth = valueWidth,
            Causal = causal,
            Scale = 1 / MathF.Sqrt(width)
        };
        var outer = batches * heads;
        float[] q = Times(6, Noise.Floats(1, outer * queries * width)), k = Noise.Floats(2, outer * keys * width), v = Noise.Floats(3,
            outer * keys * valueWidth);
        float[] dOut = Noise.Floats(4, outer * queries * valueWidth), mask = Times(3, Noise.Floats(5, batches * queries * keys));
        for (var i = 0; i < mask.Length; i++)
        {
            // some keys hidden, and the second query sees none
            mask[i] = i % 5 == 0 || i / keys % queries == 1 ? float.NegativeInfinity : mask[i];
        }

        var all = EveryTier.SameBits(() => Run(size, q, k, v, dOut, masked ? mask : null));
        var reference = new Attention(size, q, k, v, (b, _, i, j) => masked ? mask[(b * queries + i) * keys + j] : 0).Run(dOut);
        var at = 0;
        Closeness.Check(reference.Out, Next(queries * valueWidth), 2e-6);
        Closeness.Check([.. reference.LogSumExp.Select(Finite)], [.. Next(queries).Select(s => (float)Finite(s))], 2e-6);
        Closeness.Check(reference.DQ, Next(queries * width), 1e-5);
        Closeness.Check(reference.DK, Next(keys * width), 1e-5);
        Closeness.Check(reference.DV, Next(keys * valueWidth), 1e-5);

        float[] Next(int length) => all[at..(at += outer * length)];

        static double Finite(double value) => double.IsNegativeInfinity(value) ? -1000 : value;
    }

    [Fact]
    public void TokensOfInterleavedHeads_EqualTheDenseLayout()
    {
        // [batch, token, head, channel], as projections leave them
        const int Heads = 3, Tokens = 70, Width = 8;
        var size = new AttentionCall { Batches = 2, Heads = Heads, Queries = Tokens, Keys = Tokens, Width = Width, ValueWidth = Width, Scale = 0.3f };
        float[] q = Noise.Floats(1, 2 * Heads * Tokens * Width), k = Noise.Floats(2, q.Length), v = Noise.Floats(3, q.Length), dOut = Noise.Floats(4, q.Length);
        var dense = Run(size, q, k, v, dOut, null);
        var woven = Run(size, Weave(q), Weave(k), Weave(v), Weave(dOut), null, interleaved: true);
        Closeness.SameBits(Weave(dense[..q.Length]), woven[..q.Length], "out");
        var gradients = q.Length + 2 * Heads * Tokens;
        for (var i = 0; i < 3; i++)
        {
            var range = (gradients + i * q.Length)..(gradients + (i + 1) * q.Length);
            Closeness.SameBits(Weave(dense[range]), woven[range], $"gradient {i}");
        }

        static float[] Weave(float[] from)
        {
            var to = new float[from.Length];
            for (var i = 0; i < from.Length; i++)
            {
                int d = i % Width, token = i / Width % Tokens, head = i / Width / Tokens % Heads, batch = i / Width / Tokens / Heads;
                to[((batch * Tokens + token) * Heads + head) * Width + d] = from[i];
            }

            return to;
        }
    }

    private static float[] Times(float factor, float[] values) => [.. values.Select(value => value * factor)];

    private static float[] Run(AttentionCall call, float[] q, float[] k, float[] v, float[] dOut, float[]? mask, bool interleaved = false)
    {
        var rows = call.Batches * call.Heads * call.Queries;
        var result = new float[rows * call.ValueWidth + rows + q.Length + k.Length + v.Length];
        result.AsSpan().Fill(float.NaN); // every element must be written
        fixed (float* pq = q, pk = k, pv = v, pd = dOut, pm = mask, to = result)
        {
            call.Q = View(pq, call, call.Queries, call.Width, interleaved);
            call.K = View(pk, call, call.Keys, call.Width, interleaved);
            call.V = View(pv, call, call.Keys, call.ValueWidth, interleaved);
            call.Out = View(to, call, call.Queries, call.ValueWidth, interleaved);
            call.LogSumExp = to + rows * call.ValueWidth;
            call.Mask = pm;
            (call.MaskBatch, call.MaskQuery, call.MaskKey) = (call.Queries * call.Keys, call.Keys, 1);
            AttentionKernel.Forward(call);
            var dq = call.LogSumExp + rows;
            AttentionKernel.Backward(call, new AttentionGradients
            {
                DOut = View(pd, call, call.Queries, call.ValueWidth, interleaved),
                DQ = View(dq, call, call.Queries, call.Width, interleaved),
                DK = View(dq + q.Length, call, call.Keys, call.Width, interleaved),
                DV = View(dq + q.Length + k.Length, call, call.Keys, call.ValueWidth, interleaved),
            });
        }

        return result;
    }

    private static HeadView View(float* data, AttentionCall call, int tokens, int width, bool interleaved) => new()
    {
        Data = data,
        Batch = (nint)call.Heads * tokens * width,
        Head = interleaved ? width : (nint)tokens * width,
        Token = interleaved ? (nint)call.Heads * width : width,
    };
}
