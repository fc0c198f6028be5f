using Lora.Tensors.Embedded;
using Lora.Tensors.Tests.Kernels;
using Lora.Tensors.Tests.Reference;

namespace Lora.Tensors.Tests;

/// <summary>The same bits for every tier and for 1, 2 and 16 threads: forward and gradients, over lengths around every register width and block size.</summary>
[Collection(EveryTier.Name)]
public sealed class SameBitsTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Elementwise = new()
    {
        ["affine"] = x => x.Affine(1.7, 0.3),
        ["add"] = x => x.Add(x.Flip(0), 0.3),
        ["div"] = x => x / (x * x + 1.5),
        ["pow"] = x => x.Abs().Affine(1, 0.1).Pow(1.7),
        ["exp"] = x => x.Exp(),
        ["expm1"] = x => x.Expm1(),
        ["log"] = x => x.Abs().Affine(1, 0.01).Log(),
        ["log1p"] = x => x.Abs().Log1p(),
        ["sqrt"] = x => (x * x + 0.1).Sqrt(),
        ["rsqrt"] = x => (x * x + 0.1).Rsqrt(),
        ["sin"] = x => (x * 1e5).Sin(),
        ["cos"] = x => (x * 30).Cos(),
        ["tanh"] = x => x.Tanh(),
        ["erf"] = x => (x * 3).Erf(),
        ["softplus"] = x => x.Softplus(),
        ["silu"] = x => x.Silu(),
        ["gelu"] = x => x.Gelu(),
        ["gelu_tanh"] = x => x.Gelu(tanh: true),
        ["quick_gelu"] = x => x.QuickGelu(),
        ["lerp"] = x => x.Lerp(x.Flip(0), 0.3),
        ["clamp"] = x => x.Clamp(-0.5, 0.25),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Rows = new()
    {
        ["sum"] = x => x.Sum(),
        ["sum_columns"] = x => x.Sum([0]),
        ["mean_rows"] = x => x.Mean([1]),
        ["var"] = x => x.Var([1]),
        ["norm"] = x => x.Norm(),
        ["amax"] = x => x.Amax([1]),
        ["softmax"] = x => x.Softmax(-1),
        ["log_softmax"] = x => x.LogSoftmax(-1),
        ["layer_norm"] = x => x.LayerNorm(x.Mean([0]), x.Mean([0])),
        ["rms_norm"] = x => x.RmsNorm(x.Mean([0])),
        ["group_norm"] = x => x.Reshape(x.Shape[0], 1, -1).Expand(-1, 4, -1).GroupNorm(2, null, null),
        ["group_norm_silu"] = x => x.Transpose(0, 1).Unsqueeze(0).GroupNorm(1, null, null, 1e-5, true),
        ["geglu"] = x => x.Runtime.Cat([x, x], 1).GeGlu(),
        ["matmul"] = x => x.MatMul(x.Transpose(0, 1)),
    };

    public static IEnumerable<TheoryDataRow<string>> ElementwiseNames => Elementwise.Keys.Select(k => new TheoryDataRow<string>(k));

    public static IEnumerable<TheoryDataRow<string>> RowNames => Rows.Keys.Select(k => new TheoryDataRow<string>(k));

    [Theory]
    [MemberData(nameof(ElementwiseNames))]
    public void Elementwise_SameBits(string name)
    {
        foreach (var length in (int[])[1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 1025])
        {
            Check(Elementwise[name], [length]);
        }
    }

    [Theory]
    [MemberData(nameof(ElementwiseNames))]
    public void LargeElementwise_SameBitsOnThreads(string name) => Check(Elementwise[name], [3, 50_003]);

    [Theory]
    [MemberData(nameof(RowNames))]
    public void Rows_SameBits(string name)
    {
        foreach (var (rows, width) in new[] { (1, 1), (2, 5), (3, 16), (5, 17), (70, 40), (2, 4_099), (200, 129) })
        {
            Check(Rows[name], [rows, width]);
        }
    }

    private static void Check(Func<Tensor, Tensor> run, int[] shape)
    {
        var values = Noise.Floats(5, shape.Aggregate(1L, (n, d) => n * d));
        EveryTier.SameBits(() =>
        {
            using var runtime = new EmbeddedRuntime();
            using var scope = runtime.NewScope();
            var x = runtime.FromFloats(values, shape);
            x.RequiresGrad = true;
            var y = run(x);
            y.Backward(runtime.FromFloats(Noise.Floats(6, y.Count), y.Shape));
            return [.. y.ToFloats(), .. x.Grad!.ToFloats()];
        });
    }
}
