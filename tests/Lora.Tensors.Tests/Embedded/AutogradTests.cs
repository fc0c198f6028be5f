using Lora.Tensors.Embedded;
using Lora.Tensors.Tests.Reference;

namespace Lora.Tensors.Tests;

/// <summary>What the embedded runtime adds to the port's promises: the same bits, memory that is counted and used again, views where others copy.</summary>
public sealed class AutogradTests : IDisposable
{
    private readonly EmbeddedRuntime _runtime = new();

    public void Dispose()
    {
        Assert.Equal(0, _runtime.LiveTensors);
        Assert.Equal(0, _runtime.LiveBytes);
        _runtime.Dispose();
    }

    private Tensor Random(int seed, params int[] shape) => _runtime.FromFloats(Noise.Floats(seed, shape.Aggregate(1L, (n, d) => n * d)), shape);

    [Fact]
    public void Checkpoint_GivesTheSameBitsWithLessMemory()
    {
        float[] Run(bool checkpoint, out long bytes)
        {
            using var scope = _runtime.NewScope();
            Tensor x = Random(1, 16, 32), w = Random(2, 32, 32);
            (x.RequiresGrad, w.RequiresGrad) = (true, true);
            Tensor Segment(Tensor[] t)
            {
                var y = t[0];
                for (var i = 0; i < 6; i++)
                {
                    y = y.Linear(w).Silu();
                }

                return y;
            }

            var h = x;
            using (var inner = _runtime.NewScope())
            {
                h = inner.Keep(checkpoint ? _runtime.Checkpoint(Segment, h) : Segment([h]));
            }

            bytes = _runtime.LiveBytes;
            h.Sum().Backward();
            return [.. x.Grad!.ToFloats(), .. w.Grad!.ToFloats()];
        }

        var plain = Run(false, out var kept);
        var recomputed = Run(true, out var less);
        Closeness.SameBits(plain, recomputed, "checkpoint");
        Assert.True(less < kept / 2, $"{less} bytes with, {kept} without");
    }

    [Fact]
    public void Step_UsesPooledBuffersOnly()
    {
        using var scope = _runtime.NewScope();
        Tensor x = Random(1, 64, 64), w = Random(2, 64, 64);
        w.RequiresGrad = true;
        for (var i = 0; i < 3; i++)
        {
            using (_runtime.NewScope())
            {
                x.Linear(w).Gelu().Mean().Backward();
            }

            w.Grad!.Zero_();
        }

        Assert.Equal(x.Count * 4 * 3, _runtime.LiveBytes);
    }

    [Fact]
    public void ChannelsLastResult_BecomesTokensWithoutCopy()
    {
        using var scope = _runtime.NewScope();
        var y = Random(1, 2, 3, 4, 4).Conv2d(Random(2, 8, 3, 3, 3), null, 1, 1).GroupNorm(2, null, null, 1e-5, true);
        var before = _runtime.LiveBytes;
        var tokens = y.Permute(0, 2, 3, 1).Reshape(2, 16, 8);
        Assert.Equal(before, _runtime.LiveBytes);
        Assert.Equal(y.ToFloats()[16], tokens.ToFloats()[1]);
    }

    [Fact]
    public void HalfWeights_ComputeAsTheirFp32Values()
    {
        using var scope = _runtime.NewScope();
        Tensor x = Random(1, 3, 8), w = Random(2, 5, 8);
        foreach (var type in (DType[])[DType.Float16, DType.BFloat16])
        {
            var half = w.Cast(type);
            x.RequiresGrad = true;
            var y = x.Linear(half);
            Closeness.SameBits(x.Linear(half.Cast(DType.Float32)).ToFloats(), y.ToFloats(), $"{type}");
            y.Sum().Backward();
        }
    }
}
