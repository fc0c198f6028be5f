using System.Globalization;
using System.Text.Json;
using Lora.Testing;
using static Lora.Tensors.Tests.OpsCatalog;

namespace Lora.Tensors.Tests;

/// <summary>The golden operations on one tensor <c>x</c> (norms have parameters besides).</summary>
internal static class OpsUnary
{
    public static Tensor[] Run(GoldenCase golden, TensorRuntime runtime, Tensor x, Dictionary<string, Tensor> t)
    {
        var p = golden.Params;
        var dims = Ints(p, "dim");
        var keep = Flag(p, "keepdim");
        return golden.Op switch
        {
            "group_norm" => [x.GroupNorm(Int(p, "groups", 1), t["w"], t["b"], Number(p, "eps", 1e-5))],
            "layer_norm" => [x.LayerNorm(t.GetValueOrDefault("w"), t.GetValueOrDefault("b"), Number(p, "eps", 1e-5))],
            "rms_norm" => [x.RmsNorm(t.GetValueOrDefault("w"), Number(p, "eps", 1e-6))],
            "softmax" => [x.Softmax(dims[0])],
            "log_softmax" => [x.LogSoftmax(dims[0])],
            "amax" => [x.Amax(dims)],
            "max(dim)" => [x.Max(dims[0]).Values],
            "sum" => [x.Sum(dims, keep)],
            "mean" => [x.Mean(dims, keep)],
            "var" => [x.Var(dims, Int(p, "correction", 1), keep)],
            "std" => [x.Std(dims, Int(p, "correction", 1), keep)],
            "cumsum" => [x.CumSum(dims[0])],
            "cumprod" => [x.CumProd(dims[0])],
            "prod" => [x.Prod(dims[0])],
            "linalg.norm" => [x.Norm()],
            "linalg.vector_norm" => [x.Norm(Number(p, "ord", 2), dims, keep)],
            "linalg.svdvals" => [x.SvdVals()],
            "linalg.inv" => [x.Inverse()],
            "cayley" => [Cayley(runtime, x)],
            "pow" => [x.Pow(Number(p, "exponent", 2))],
            "clamp" => [x.Clamp(Number(p, "min", double.NegativeInfinity), Number(p, "max", double.PositiveInfinity))],
            "leaky_relu" => [x.LeakyRelu()],
            "gelu" => [runtime.Cat([x.Gelu(), x.Gelu(tanh: true), x.Silu(), x.Sigmoid(), x.Tanh()], 0)],
            "interpolate" => [Interpolate(p, x)],
            "avg_pool2d" => [x.AvgPool2d(Int(p, "kernel", 2), Int(p, "stride", Int(p, "kernel", 2)), Int(p, "padding", 0))],
            "max_pool2d" => [x.MaxPool2d(Int(p, "kernel", 2), Int(p, "stride", Int(p, "kernel", 2)))],
            "pad" => [x.Pad(Ints(p, "pad"), Enum.Parse<PadMode>(Text(p, "mode"), true), Number(p, "value", 0))],
            "split" => x.Split(Ints(p, "sizes"), dims[0]),
            "chunk" => x.Chunk(Int(p, "chunks", 1), dims[0]),
            "permute+reshape" => [x.Permute(Ints(p, "perm")).Reshape(x.Shape[0], -1, x.Shape[1])],
            "view+transpose" => [HeadsSplit(x, Int(p, "heads", 1))],
            "expand" => [x.Expand(Ints(p, "size"))],
            "slice" => [Sliced(x, Text(p, "index"))],
            "repeat_interleave" => [x.RepeatInterleave(Int(p, "repeats", 1), dims[0])],
            "repeat" => [x.Repeat(Ints(p, "repeats"))],
            "flip+roll" => [x.Flip(1).Roll(1, 0)],
            "tril" => [x.Tril()],
            _ => [Elementary(golden.Op, x)],
        };
    }

    private static Tensor Elementary(string op, Tensor x) => op switch
    {
        "silu" => x.Silu(),
        "gelu_erf" => x.Gelu(),
        "gelu_tanh" => x.Gelu(tanh: true),
        "quick_gelu" => x.QuickGelu(),
        "sigmoid" => x.Sigmoid(),
        "tanh" => x.Tanh(),
        "exp" => x.Exp(),
        "sin" => x.Sin(),
        "cos" => x.Cos(),
        "relu" => x.Relu(),
        "softplus" => x.Softplus(),
        "erf" => x.Erf(),
        "neg" => x.Neg(),
        "expm1" => x.Expm1(),
        "log" => x.Log(),
        "sqrt" => x.Sqrt(),
        "rsqrt" => x.Rsqrt(),
        "log1p" => x.Log1p(),
        "reciprocal" => x.Reciprocal(),
        "abs" => x.Abs(),
        _ => throw new NotSupportedException($"The test knows no golden operation '{op}'."),
    };

    /// <summary>Q = X - X^T; (I + Q)(I - Q)^-1.</summary>
    private static Tensor Cayley(TensorRuntime runtime, Tensor x)
    {
        var q = x - x.Transpose(-1, -2);
        var n = x.Size(-1);
        var identity = runtime.Ones([n, n]).Tril().Triu();
        return (identity + q).MatMul((identity - q).Inverse());
    }

    private static Tensor Interpolate(JsonElement p, Tensor x)
    {
        var size = Ints(p, "size");
        if (size.Length == 0)
        {
            var factor = Number(p, "scale_factor", 1);
            size = [(int)(x.Shape[2] * factor), (int)(x.Shape[3] * factor)];
        }

        return x.Interpolate(size[0], size[^1], Enum.Parse<InterpolateMode>(Text(p, "mode"), true), Flag(p, "antialias"));
    }

    private static Tensor HeadsSplit(Tensor x, int heads)
    {
        int b = x.Shape[0], m = x.Shape[1], width = x.Shape[2] / heads;
        return x.Reshape(b, m, heads, width).Transpose(1, 2).Reshape(b * heads, m, width);
    }

    /// <summary>Python's index text: <c>[:, 1::2, ::3]</c>, <c>[..., -3:-1]</c>.</summary>
    private static Tensor Sliced(Tensor x, string index)
    {
        var parts = index.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            var fields = parts[i].Split(':');
            if (parts[i] is ":" or "...")
            {
                continue;
            }

            var dim = parts[0] == "..." ? i - parts.Length : i;
            int Field(int at, int otherwise) =>
                at < fields.Length && fields[at].Length > 0 ? int.Parse(fields[at], CultureInfo.InvariantCulture) : otherwise;
            x = x.Slice(dim, Field(0, 0), Field(1, int.MaxValue), Field(2, 1));
        }

        return x;
    }
}
