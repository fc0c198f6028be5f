using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Testing;

namespace Lora.Runtime.Torch.Tests;

/// <summary>libtorch against the embedded runtime where the golden cases are thin: shares of the largest value, of fp32 sums in another order.</summary>
public sealed class AgreementTests
{
    private const double Distance = 1e-5;

    /// <summary>Channels that do not fill oneDNN's blocks, forward and backward, and kernels of every kind.</summary>
    [Theory]
    [InlineData(4, 32, 3, 1, 1)]
    [InlineData(32, 4, 3, 1, 1)]
    [InlineData(24, 40, 3, 2, 1)]
    [InlineData(17, 15, 3, 1, 1)]
    [InlineData(24, 20, 5, 1, 1)]
    [InlineData(20, 12, 1, 1, 1)]
    [InlineData(20, 12, 3, 1, 2)]
    public void Convolution(int inputs, int outputs, int kernel, int stride, int groups) => Compare(t => t.Leaf(1, 2, inputs, 8, 9)
        .Conv2d(t.Leaf(2, outputs, inputs / groups, kernel, kernel), t.Leaf(3, outputs), stride, kernel / 2, 1, groups));

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Attention(bool masked, bool causal)
    {
        Tensor Run(Inputs t, Tensor? mask) => t.Leaf(1, 2, 2, 5, 8)
            .ScaledDotProductAttention(t.Leaf(2, 2, 2, 5, 8), t.Leaf(3, 2, 2, 5, 6), masked ? mask : null, causal, 0.3);
        Compare(t => Run(t, t.Runtime.FromLongs([1, 1, 0, 1, 1], [5]).Cast(DType.Bool)));
        Compare(t => Run(t, t.Runtime.Normal(4, 5, 5)));
    }

    [Fact]
    public void NetworkStep()
    {
        var expected = Steps(new EmbeddedRuntime());
        var actual = Steps(TestRuntime.Torch());
        Values.Close(expected, actual, 1e-4);
    }

    /// <summary>Two steps of a small U-Net's middle with AdamW over a flat buffer; the buffer's values.</summary>
    private static float[] Steps(TensorRuntime runtime)
    {
        using var disposed = runtime;
        using var scope = runtime.NewScope();
        Tensor flat = runtime.Normal(1, 4 * 32 + 32 * 4), gradients = runtime.Zeros(flat.Shape);
        Tensor first = runtime.Zeros(flat.Shape), second = runtime.Zeros(flat.Shape);
        Tensor down = flat.Narrow(0, 0, 128).Reshape(4, 32), up = flat.Narrow(0, 128, 128).Reshape(32, 4);
        (down.RequiresGrad, up.RequiresGrad) = (true, true);
        (down.Grad, up.Grad) = (gradients.Narrow(0, 0, 128).Reshape(4, 32), gradients.Narrow(0, 128, 128).Reshape(32, 4));
        for (var step = 1; step <= 2; step++)
        {
            using (runtime.NewScope())
            {
                Tensor Block(Tensor[] t)
                {
                    var tokens = t[0].GroupNorm(4, null, null, 1e-5, silu: true).Permute(0, 2, 3, 1).Reshape(2, 16, 32);
                    var heads = tokens.LowRankLinear(runtime.Normal(3, 32, 32), null, down, up, 0.5).Reshape(2, 16, 4, 8).Transpose(1, 2);
                    return heads.ScaledDotProductAttention(heads, heads).Transpose(1, 2).Reshape(2, 16, 32).LayerNorm(null, null);
                }

                var x = runtime.Normal((ulong)step, 2, 4, 4, 4).Conv2d(runtime.Normal(2, 32, 4, 3, 3), null, 1, 1);
                runtime.Checkpoint(Block, x).Linear(runtime.Normal(4, 8, 32)).MseLoss(runtime.Normal(5, 2, 16, 8)).Backward();
                first.Lerp_(gradients, 0.1);
                second.Mul_(0.999).AddCMul_(gradients, gradients, 0.001);
                var size = (second * (1 / (1 - Math.Pow(0.999, step)))).Sqrt() + 1e-8;
                flat.Mul_(1 - 1e-4).AddCDiv_(first, size, -1e-2 / (1 - Math.Pow(0.9, step)));
                gradients.Zero_();
            }
        }

        return flat.ToFloats();
    }

    private static void Compare(Func<Inputs, Tensor> run)
    {
        using var torch = TestRuntime.Torch();
        using var embedded = new EmbeddedRuntime();
        Inputs.Close(Inputs.Results(embedded, run), Inputs.Results(torch, run), Distance);
        Assert.Equal(0, torch.LiveTensors);
    }
}
