using System.Text.Json;
using Lora.Testing;

namespace Lora.Tensors.Tests;

/// <summary>What each golden operation computes, from its inputs and recorded parameters; its own name only where the parameters do not tell.</summary>
internal static class OpsCatalog
{
    public static (string Name, Tensor Value)[] Run(GoldenCase golden, TensorRuntime runtime, Dictionary<string, Tensor> t)
    {
        if (golden.Op == "cast")
        {
            return OpsCasts.Run(golden, runtime, t);
        }

        var p = golden.Params;
        var outputs = golden.Op switch
        {
            "matmul" => [t["a"].MatMul(t["b"])],
            "bmm" => [t["a"].Bmm(t["b"])],
            "baddbmm" => [t["c"].BAddBmm(t["a"], t["b"], Number(p, "beta", 1), Number(p, "alpha", 1))],
            "linear" => [Linear(t)],
            "conv2d" => [Conv(p, t)],
            "pad+conv2d" => [Conv(p, t)],
            "geglu" => [Linear(t).GeGlu()],
            "minimum" => [t["x"].Minimum(t["y"])],
            "maximum" => [t["x"].Maximum(t["y"])],
            "where" => [t["x"].Where(t["c"], t["y"])],
            "embedding" => [t["w"].Embedding(t["ids"])],
            "gather" => [t["x"].Gather(Int(p, "dim", 0), t["i"])],
            "index_select" => [t["x"].IndexSelect(Int(p, "dim", 0), t["i"])],
            "cat" => [runtime.Cat([t["x"], t["y"], t["z"]], Int(p, "dim", 0))],
            "stack" => [runtime.Stack([t["x"], t["y"]], Int(p, "dim", 0))],
            "add" => [t["x"] + t["y"]],
            "sub" => [t["x"] - t["y"]],
            "mul" => [t["x"] * t["y"]],
            "div" => [t["x"] / t["y"]],
            "lerp" => [t["x"].Lerp(t["y"], Number(p, "weight", 0.5))],
            "linalg.solve" => [t["A"].Solve(t["B"])],
            "kron" => [t["a"].Kron(t["b"])],
            "einsum" => [Einsum(Text(p, "equation"), t)],
            "scaled_dot_product_attention" => [Attention(p, t)],
            "mse_loss" or "l1_loss" or "smooth_l1_loss" or "huber_loss" or "huber (kohya form)" => [Loss(golden.Op, p, t["x"], t["y"])],
            "pow" when t.ContainsKey("e") => [t["x"].Pow(t["e"])],
            "sinusoidal" => [TimestepEmbedding(runtime, t["t"], Int(p, "dim", 16))],
            _ => OpsUnary.Run(golden, runtime, t["x"], t),
        };
        return [.. outputs.Select((o, i) => ($"out.{i}", o))];
    }

    private static Tensor Linear(Dictionary<string, Tensor> t)
    {
        var y = t["x"].Linear(t["w"], t.GetValueOrDefault("b"));
        // torch's result has the inputs' type: rounded once more
        return t["x"].DType == DType.Float32 ? y : y.Cast(t["x"].DType);
    }

    private static Tensor Conv(JsonElement p, Dictionary<string, Tensor> t)
    {
        var padding = Pair(p, "padding", 0);
        var around = new Padding2d(padding.Item1, padding.Item1, padding.Item2, padding.Item2);
        if (p.TryGetProperty("pad", out var pad))
        {
            // torch's order: left, right, top, bottom
            int[] more = [.. pad.EnumerateArray().Select(e => e.GetInt32())];
            around = new Padding2d(around.Top + more[2], around.Bottom + more[3], around.Left + more[0], around.Right + more[1]);
        }

        return t["x"].Conv2d(t["w"], t.GetValueOrDefault("b"), Pair(p, "stride", 1), around, Pair(p, "dilation", 1), Int(p, "groups", 1));
    }

    private static Tensor Attention(JsonElement p, Dictionary<string, Tensor> t)
    {
        var mask = t.GetValueOrDefault("mask");
        var causal = p.TryGetProperty("is_causal", out var value) && value.GetBoolean();
        double? scale = p.TryGetProperty("scale", out var given) ? given.GetDouble() : null;
        return t["q"].ScaledDotProductAttention(t["k"], t["v"], mask?.DType == DType.Int64 ? mask.Cast(DType.Bool) : mask, causal, scale);
    }

    private static Tensor Loss(string op, JsonElement p, Tensor x, Tensor y)
    {
        var difference = x - y;
        switch (op)
        {
            case "mse_loss":
                return p.TryGetProperty("reduction", out var reduction) && reduction.GetString()!.StartsWith("none", StringComparison.Ordinal)
                    ? difference.Mul(difference).Mean([1, 2])
                    : x.MseLoss(y);
            case "l1_loss":
                return difference.Abs().Mean();
            case "huber (kohya form)":
                var c = Number(p, "huber_c", 0.1);
                return ((difference.Pow(2) + c * c).Sqrt() - c).Mean() * (2 * c);
            default:
                // quadratic within the bound, linear beyond; smooth L1 is Huber's divided by it
                var bound = op == "huber_loss" ? Number(p, "delta", 1) : Number(p, "beta", 1);
                var size = difference.Abs();
                var within = size.Compare(Comparison.Less, x.Runtime.Scalar(bound));
                var loss = (size.Mul(size) * 0.5).Where(within, (size - 0.5 * bound) * bound).Mean();
                return op == "huber_loss" ? loss : loss / bound;
        }
    }

    private static Tensor Einsum(string equation, Dictionary<string, Tensor> t)
    {
        var operands = t.Values.ToArray();
        if (equation == "ijkl,jr,ip->prkl")
        {
            return t["t"].Einsum("ijkl,jr->irkl", t["b"]).Einsum("irkl,ip->prkl", t["a"]);
        }

        return t.ContainsKey("q") ? t["q"].Einsum(equation, t["k"]) : t["r"].Einsum(equation, t["w"]);
    }

    private static Tensor TimestepEmbedding(TensorRuntime runtime, Tensor t, int dim)
    {
        var rates = (runtime.Arange(0, 1, dim / 2) * (-Math.Log(10000) / (dim / 2))).Exp();
        var angles = t.Unsqueeze(1) * rates.Unsqueeze(0);
        return runtime.Cat([angles.Cos(), angles.Sin()], -1);
    }

    public static double Number(JsonElement p, string name, double otherwise) =>
        p.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : otherwise;

    public static int Int(JsonElement p, string name, int otherwise) => (int)Number(p, name, otherwise);

    public static bool Flag(JsonElement p, string name) => p.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public static string Text(JsonElement p, string name) => p.GetProperty(name).GetString()!;

    /// <summary>A number or a list of them; none where it is missing.</summary>
    public static int[] Ints(JsonElement p, string name) =>
        !p.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(e => e.GetInt32())]
        : [value.GetInt32()];

    public static (int, int) Pair(JsonElement p, string name, int otherwise) => Ints(p, name) switch
    {
        [] => (otherwise, otherwise),
        [var both] => (both, both),
        var two => (two[0], two[1]),
    };
}
