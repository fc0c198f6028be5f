namespace Lora.Tensors.Tests;

/// <summary>Every differentiable operation of the port, with broadcasting and options; each runs with plain and with strided inputs.</summary>
internal static class GradientCases
{
    public static IReadOnlyList<GradientCase> All { get; } =
        [.. Arithmetic(), .. Functions(), .. Reductions(), .. Rearrangements(), .. Products(), .. Images()];

    private static float Positive(float x) => MathF.Abs(x) + 0.5f;

    // away from kinks at 0 and at whole numbers
    private static float Clear(float x) => x + (x < 0 ? -0.3f : 0.3f);

    private static GradientCase Of(string name, int[] shape, Func<Tensor, Tensor> run, Func<float, float>? domain = null) =>
        new(name, [shape], t => run(t[0]), domain);

    private static GradientCase Of(string name, int[] a, int[] b, Func<Tensor, Tensor, Tensor> run, Func<float, float>? domain = null) =>
        new(name, [a, b], t => run(t[0], t[1]), domain);

    private static IEnumerable<GradientCase> Arithmetic() =>
    [
        Of("add", [2, 3], [2, 3], (a, b) => a + b),
        Of("add_scaled_broadcast", [2, 1, 4], [3, 1], (a, b) => a.Add(b, 0.3)),
        Of("add_itself", [2, 3], x => x + x),
        Of("sub_broadcast", [2, 3], [3], (a, b) => a - b),
        Of("mul_broadcast", [2, 3, 1], [2, 1, 4], (a, b) => a * b),
        Of("mul_itself", [2, 3], x => x * x),
        Of("div_broadcast", [2, 3], [2, 1], (a, b) => a / b, Positive),
        Of("affine", [2, 3], x => x.Affine(-0.7, 1)),
        Of("pow_2", [2, 3], x => x.Pow(2)),
        Of("pow_3", [2, 3], x => x.Pow(3)),
        Of("pow_minus_1", [2, 3], x => x.Pow(-1), Positive),
        Of("pow_2.5", [2, 3], x => x.Pow(2.5), Positive),
        Of("pow_tensor", [2, 3], [3], (a, b) => a.Pow(b), Positive),
        Of("minimum", [2, 3], [3], (a, b) => a.Minimum(b)),
        Of("maximum", [2, 1], [2, 3], (a, b) => a.Maximum(b)),
        Of("lerp", [2, 3], [2, 3], (a, b) => a.Lerp(b, 0.3)),
        Of("clamp", [3, 4], x => x.Clamp(-1, 1), x => 0.6f * x),
        Of("where", [2, 3], [3], (a, b) => a.Where(a.Runtime.FromLongs([1, 0, 1, 0, 0, 1], [2, 3]), b)),
        Of("cast", [2, 3], x => x.Cast(DType.Float32) * 2.0),
    ];

    private static IEnumerable<GradientCase> Functions() =>
    [
        Of("neg", [2, 3], x => x.Neg()),
        Of("abs", [2, 3], x => x.Abs(), Clear),
        Of("exp", [2, 3], x => x.Exp()),
        Of("expm1", [2, 3], x => x.Expm1()),
        Of("log", [2, 3], x => x.Log(), Positive),
        Of("log1p", [2, 3], x => x.Log1p(), Positive),
        Of("sqrt", [2, 3], x => x.Sqrt(), Positive),
        Of("rsqrt", [2, 3], x => x.Rsqrt(), Positive),
        Of("reciprocal", [2, 3], x => x.Reciprocal(), Positive),
        Of("sin", [2, 3], x => x.Sin()),
        Of("cos", [2, 3], x => x.Cos()),
        Of("tanh", [2, 3], x => x.Tanh()),
        Of("erf", [2, 3], x => x.Erf()),
        Of("sigmoid", [2, 3], x => x.Sigmoid()),
        Of("relu", [2, 3], x => x.Relu(), Clear),
        Of("leaky_relu", [2, 3], x => x.LeakyRelu(0.1), Clear),
        Of("softplus", [2, 3], x => x.Softplus()),
        Of("silu", [2, 3], x => x.Silu()),
        Of("gelu", [2, 3], x => x.Gelu()),
        Of("gelu_tanh", [2, 3], x => x.Gelu(tanh: true)),
        Of("quick_gelu", [2, 3], x => x.QuickGelu()),
        Of("geglu", [2, 3, 8], x => x.GeGlu()),
    ];

    private static IEnumerable<GradientCase> Reductions() =>
    [
        Of("sum_all", [2, 3], x => x.Sum()),
        Of("sum_dims", [2, 3, 4], x => x.Sum([0, 2])),
        Of("sum_keep", [2, 3, 4], x => x.Sum([1], true)),
        Of("mean", [2, 3, 4], x => x.Mean([1, 2])),
        Of("var", [2, 3, 4], x => x.Var([0, 2], 1, true)),
        Of("std", [2, 5], x => x.Std()),
        Of("prod", [2, 3], x => x.Prod(1)),
        Of("amax", [3, 4], x => x.Amax([1])),
        Of("max", [3, 4], x => x.Max(0).Values),
        Of("norm", [2, 3, 4], x => x.Norm(2, [1, 2], true)),
        Of("norm_1", [3, 4], x => x.Norm(1, [1]), Clear),
        Of("norm_3", [3, 4], x => x.Norm(3, [1]), Positive),
        Of("cumsum", [3, 4], x => x.CumSum(0)),
        Of("cumprod", [4, 3], x => x.CumProd(0)),
        Of("softmax", [3, 4], x => x.Softmax(-1)),
        Of("softmax_inner", [2, 3, 4], x => x.Softmax(1)),
        Of("log_softmax", [3, 4], x => x.LogSoftmax(-1)),
        new("layer_norm", [[3, 5], [5], [5]], t => t[0].LayerNorm(t[1], t[2])),
        Of("layer_norm_plain", [3, 5], x => x.LayerNorm(null, null)),
        new("rms_norm", [[3, 5], [5]], t => t[0].RmsNorm(t[1])),
        new("group_norm", [[2, 4, 3, 2], [4], [4]], t => t[0].GroupNorm(2, t[1], t[2])),
        new("group_norm_silu", [[2, 4, 3, 2], [4], [4]], t => t[0].GroupNorm(2, t[1], t[2], 1e-5, silu: true)),
        Of("group_norm_plain", [2, 4, 5], x => x.GroupNorm(1, null, null)),
        Of("mse", [2, 3], [2, 3], (a, b) => a.MseLoss(b)),
    ];

    private static IEnumerable<GradientCase> Rearrangements() =>
    [
        Of("reshape", [2, 3, 4], x => x.Reshape(4, -1)),
        Of("permute", [2, 3, 4], x => x.Permute(2, 0, 1)),
        Of("transpose", [2, 3, 4], x => x.Transpose(0, 2)),
        Of("expand", [3, 1], x => x.Expand(2, 3, 4)),
        Of("slice", [5, 6], x => x.Slice(1, -5, 6, 2)),
        Of("narrow", [5, 3], x => x.Narrow(0, 1, 3)),
        Of("split_used_twice", [6, 3], x => x.Split([2, 4], 0) is var s ? s[0].Sum([0]) * s[1].Sum([0]) : x),
        Of("chunk", [2, 7], x => x.Chunk(3, 1)[1]),
        Of("flip", [3, 4], x => x.Flip(0, 1)),
        Of("roll", [3, 4], x => x.Roll(1, 1)),
        Of("repeat", [2, 3], x => x.Repeat(2, 1, 2)),
        Of("repeat_interleave", [2, 3], x => x.RepeatInterleave(2, 1)),
        Of("tril", [4, 4], x => x.Tril()),
        Of("triu", [3, 4], x => x.Triu(1)),
        Of("pad_constant", [2, 3, 4], x => x.Pad([1, 2, 0, 1], PadMode.Constant, 0.5)),
        Of("pad_negative", [3, 5], x => x.Pad([-1, 2, 1, -1])),
        Of("pad_reflect", [1, 2, 4, 5], x => x.Pad([2, 1, 1, 2], PadMode.Reflect)),
        Of("pad_replicate", [1, 2, 3, 3], x => x.Pad([2, 1, 1, 2], PadMode.Replicate)),
        Of("cat", [2, 3], [2, 1], (a, b) => a.Runtime.Cat([a, b, a], 1)),
        Of("stack", [2, 3], [2, 3], (a, b) => a.Runtime.Stack([a, b], -1)),
        Of("index_select", [4, 3], x => x.IndexSelect(0, x.Runtime.FromLongs([3, 0, 0], [3]))),
        Of("gather", [2, 4], x => x.Gather(1, x.Runtime.FromLongs([3, 0, 0, 1, 2, 2], [2, 3]))),
        Of("embedding", [5, 3], x => x.Embedding(x.Runtime.FromLongs([1, 4, 1, 0], [2, 2]))),
    ];

    private static IEnumerable<GradientCase> Products() =>
    [
        Of("matmul", [3, 4], [4, 2], (a, b) => a.MatMul(b)),
        Of("matmul_shared_right", [2, 3, 4], [4, 2], (a, b) => a.MatMul(b)),
        Of("matmul_broadcast", [2, 1, 3, 4], [3, 4, 2], (a, b) => a.MatMul(b)),
        Of("matmul_vector", [2, 3, 4], [4], (a, b) => a.MatMul(b)),
        Of("vector_matmul", [4], [4, 3], (a, b) => a.MatMul(b)),
        Of("dot", [4], [4], (a, b) => a.MatMul(b)),
        new("baddbmm", [[2, 3, 2], [2, 3, 4], [2, 4, 2]], t => t[0].BAddBmm(t[1], t[2], 0.5, 0.25)),
        new("linear", [[2, 3, 4], [5, 4], [5]], t => t[0].Linear(t[1], t[2])),
        new("low_rank_linear", [[2, 3, 4], [5, 4], [5], [2, 4], [5, 2]], t => t[0].LowRankLinear(t[1], t[2], t[3], t[4], 0.5)),
        new("low_rank_linear_no_bias", [[3, 4], [5, 4], [2, 4], [5, 2]], t => t[0].LowRankLinear(t[1], null, t[2], t[3], 2)),
        Of("einsum", [2, 3, 4], [2, 5, 4], (a, b) => a.Einsum("bid,bjd->bji", b)),
        Of("einsum_summed", [2, 3], [4, 2], (a, b) => a.Einsum("ij,ki->k", b)),
        Of("kron", [2, 3], [3, 2], (a, b) => a.Kron(b)),
        Of("inverse", [3, 3], x => (x + x.Runtime.FromFloats([3, 0, 0, 0, 3, 0, 0, 0, 3], [3, 3])).Inverse(), x => 0.5f * x),
        Of("solve", [2, 3, 3], [2, 3, 2], (a, b) => (a + a.Runtime.FromFloats([3, 0, 0, 0, 3, 0, 0, 0, 3], [3, 3])).Solve(b), x => 0.5f * x),
        Of("svdvals", [4, 3], x => x.SvdVals()),
        new("attention", [[2, 2, 3, 4], [2, 2, 5, 4], [2, 2, 5, 3]], t => t[0].ScaledDotProductAttention(t[1], t[2])),
        new("attention_causal", [[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]], t => t[0].ScaledDotProductAttention(t[1], t[2], null, true, 0.4)),
        new("attention_masked", [[1, 2, 2, 4], [1, 2, 3, 4], [1, 2, 3, 4]],
            t => t[0].ScaledDotProductAttention(t[1], t[2], t[0].Runtime.FromLongs([1, 0, 1, 1, 1, 0], [2, 3]).Cast(DType.Bool))),
    ];

    private static IEnumerable<GradientCase> Images() =>
    [
        new("conv2d", [[2, 3, 4, 5], [4, 3, 3, 3], [4]], t => t[0].Conv2d(t[1], t[2], 1, 1)),
        new("conv2d_1x1", [[2, 3, 2, 3], [4, 3, 1, 1]], t => t[0].Conv2d(t[1])),
        new("conv2d_stride_one_sided", [[1, 2, 4, 4], [3, 2, 3, 3], [3]], t => t[0].Conv2d(t[1], t[2], 2, new Padding2d(0, 1, 0, 1))),
        new("conv2d_groups_dilation", [[1, 4, 5, 5], [4, 2, 3, 3]], t => t[0].Conv2d(t[1], null, (1, 2), 2, (2, 1), 2)),
        Of("interpolate_nearest", [1, 2, 2, 3], x => x.Interpolate(4, 5)),
        Of("interpolate_bilinear", [1, 2, 3, 3], x => x.Interpolate(5, 2, InterpolateMode.Bilinear)),
        Of("interpolate_bicubic", [1, 2, 3, 3], x => x.Interpolate(5, 4, InterpolateMode.Bicubic)),
        Of("interpolate_area", [1, 2, 5, 4], x => x.Interpolate(2, 3, InterpolateMode.Area)),
        Of("interpolate_antialias", [1, 2, 6, 5], x => x.Interpolate(3, 2, InterpolateMode.Bilinear, true)),
        Of("avg_pool", [1, 2, 5, 4], x => x.AvgPool2d(3, 2, 1)),
        Of("avg_pool_ceil", [1, 2, 5, 4], x => x.AvgPool2d(2, 2, 0, true, false)),
        Of("max_pool", [1, 2, 4, 4], x => x.MaxPool2d(2, 2)),
    ];
}
