using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Testing;

namespace Lora.Runtime.Torch.Tests;

/// <summary>
/// Frozen weights in half types. Products in fp32 are those of the weight's value; products in the half type are off by what rounding every factor to it costs:
/// 2^-11 in fp16 and 2^-8 in bf16, times a few for a sum.
/// </summary>
public sealed class HalfWeightTests
{
    public static TheoryData<DType, DType, double> Rows => new()
    {
        { DType.Float16, DType.Float32, 1e-6 },
        { DType.BFloat16, DType.Float32, 1e-6 },
        // a half product type other than the weight's
        { DType.Float16, DType.BFloat16, 1e-6 },
        { DType.Float16, DType.Float16, 2e-3 },
        { DType.BFloat16, DType.BFloat16, 2e-2 },
    };

    [Theory, MemberData(nameof(Rows))]
    public void Linear_IsThatOfTheWidenedWeight(DType weight, DType product, double distance) =>
        Compare(weight, product, distance, t => t.Leaf(1, 5, 33).Linear(t.Frozen(2, 7, 33), t.Frozen(3, 7)));

    [Theory, MemberData(nameof(Rows))]
    public void Convolution_IsThatOfTheWidenedWeight(DType weight, DType product, double distance)
    {
        Compare(weight, product, distance, t =>
            t.Leaf(1, 2, 18, 7, 6).Conv2d(t.Frozen(2, 5, 18, 3, 3), t.Frozen(3, 5), 2, new Padding2d(0, 1, 0, 1)));
        Compare(weight, product, distance, t => t.Leaf(1, 2, 8, 7, 6).Conv2d(t.Frozen(2, 4, 4, 3, 2), null, (2, 1), 1, (1, 2), 2));
    }

    [Theory, MemberData(nameof(Rows))]
    public void LowRankBranch_TrainsInFp32(DType weight, DType product, double distance) => Compare(weight, product, distance, t =>
        t.Leaf(1, 5, 33).LowRankLinear(t.Frozen(2, 7, 33), t.Frozen(3, 7), t.Leaf(4, 2, 33), t.Leaf(5, 7, 2), 0.5));

    [Theory]
    [InlineData(DType.Float16, 2e-3)]
    [InlineData(DType.BFloat16, 2e-2)]
    public void Attention_InAHalfTypeStaysNear(DType product, double distance) => Compare(DType.Float32, product, distance, t =>
        t.Leaf(1, 2, 2, 9, 8).ScaledDotProductAttention(t.Leaf(2, 2, 2, 5, 8), t.Leaf(3, 2, 2, 5, 8), scale: 0.3));

    [Fact]
    public void Weight_MayBeWalkedBackFromOnce()
    {
        using var runtime = TestRuntime.Torch();
        using var scope = runtime.NewScope();
        var y = runtime.Leaf(1, 3, 4).Linear(runtime.Normal(2, 5, 4).Cast(DType.Float16)).Sum();
        y.Backward();
        Assert.Throws<InvalidOperationException>(() => y.Backward());
    }

    /// <summary>A weight in that type against its widened values in fp32 on the embedded runtime.</summary>
    private static void Compare(DType weight, DType product, double distance, Func<Inputs, Tensor> run)
    {
        using var torch = TestRuntime.Torch(product);
        using var embedded = new EmbeddedRuntime();
        var actual = Inputs.Results(torch, run, x => x.Cast(weight));
        Inputs.Close(Inputs.Results(embedded, run, x => x.Cast(weight).Cast(DType.Float32)), actual, distance);
        Assert.Equal(0, torch.LiveTensors);
    }
}
