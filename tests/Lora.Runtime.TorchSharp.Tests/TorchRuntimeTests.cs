using System.Runtime.CompilerServices;
using Lora.Tensors;
using Lora.Testing;

// TorchSharp counts the tensors of the whole process
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Lora.Runtime.Torch.Tests;

/// <summary>What libtorch must be kept from, and what of it must not be lost: aborts, tensors that nobody frees, errors below native code.</summary>
public sealed class TorchRuntimeTests : IDisposable
{
    private readonly TensorRuntime _runtime = TestRuntime.Torch();
    private readonly long _before;

    public TorchRuntimeTests() => _before = TorchSharpsTensors();

    public void Dispose()
    {
        Assert.Equal(0, _runtime.LiveTensors);
        Assert.Equal(_before, TorchSharpsTensors());
        _runtime.Dispose();
    }

    [Fact]
    public void NameAndDescription_TellWhatRuns()
    {
        Assert.Equal("torch-2.10.0/cpu", _runtime.Name);
        Assert.Equal("TorchSharp 0.107.0 with libtorch 2.10.0 on the CPU, 1 thread", _runtime.Description);
    }

    /// <summary>Most of these end the process where they reach libtorch through TorchSharp unchecked.</summary>
    [Fact]
    public void ProductsOfWrongShapes_AreRefused()
    {
        using var scope = _runtime.NewScope();
        Tensor none = _runtime.Scalar(1), v = _runtime.Normal(1, 4), m = _runtime.Normal(2, 3, 4), batch = _runtime.Normal(3, 2, 3, 4);
        Tensor five = _runtime.Normal(4, 5), ids = _runtime.FromLongs([0, 1, 2, 3], [4]);
        foreach (var wrong in (Func<Tensor>[])
        [
            () => none.MatMul(v), () => v.MatMul(none), () => v.MatMul(five), () => m.MatMul(m), () => m.MatMul(five), () => five.MatMul(m),
            () => batch.MatMul(batch), () => batch.MatMul(_runtime.Normal(5, 3, 4, 2)), () => m.MatMul(ids), () => ids.MatMul(ids),
            () => m.Linear(five), () => m.Linear(_runtime.Normal(5, 2, 5)), () => m.Linear(m, five), () => m.Kron(v), () => m.Inverse(), () => m.Solve(m),
            () => m.Einsum("ij,jk->ik", m), () => v.SvdVals(), () => m.CumSum(2), () => ids.CumSum(0), () => m.Max(2).Values, () => v.GeGlu().GeGlu().GeGlu(),
            () => batch.ScaledDotProductAttention(batch, batch), () => batch.Conv2d(m), () => batch.Pad([1, 2, 3]), () => v.Gather(0, m),
            () => m.Narrow(0, -1, 1), () => m.IndexSelect(0, _runtime.FromLongs([3], [1])), () => m.IndexSelect(0, v),
            () => m.GroupNorm(3, null, null), () => m.LayerNorm(five, null),
            () => m.Add_(batch), () => m.Mul_(five), () => ids.Add_(1),
        ])
        {
            Assert.Throws<ArgumentException>(wrong);
        }
    }

    [Fact]
    public void MoreMemoryThanThereIs_IsSaid()
    {
        var e = Assert.Throws<TensorEngineException>(() => _runtime.Zeros([1 << 24, 1 << 24]));
        Assert.Equal(TensorEngineFault.OutOfMemory, e.Fault);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Checkpoint_GivesThePlainGradients()
    {
        float[] Run(Func<Func<Tensor[], Tensor>, Tensor[], Tensor> through)
        {
            using var scope = _runtime.NewScope();
            Tensor x = _runtime.Leaf(1, 6, 8), y = _runtime.Leaf(2, 6, 8), w = _runtime.Leaf(3, 8, 8), plain = _runtime.Normal(4, 6, 8);
            Tensor Inner(Tensor[] t) => t[0].Linear(w).Silu();
            Tensor Outer(Tensor[] t) => through(Inner, [t[0].Mul(t[1])]).Add(t[2]);
            var h = through(Outer, [x, y, plain]);
            // used beside the checkpoint too, and twice
            (through(Inner, [h]) + h * 2 + x).Mul(through(t => t[0], [y])).Sum().Backward();
            return [.. x.Grad!.ToFloats(), .. y.Grad!.ToFloats(), .. w.Grad!.ToFloats()];
        }

        Values.Close(Run((segment, inputs) => segment(inputs)), Run(_runtime.Checkpoint), 1e-6);
    }

    [Fact]
    public void WhatASegmentThrowsOnTheWayBack_ComesOutOfBackward()
    {
        using var scope = _runtime.NewScope();
        var calls = 0;
        var y = _runtime.Checkpoint(t => calls++ == 0 ? t[0].Exp() : throw new InvalidDataException("the second time"), _runtime.Leaf(1, 3));
        Assert.Equal("the second time", Assert.Throws<InvalidDataException>(() => y.Sum().Backward()).Message);
        // and the next one is none the worse
        var x = _runtime.Leaf(2, 3);
        x.Mul(x).Sum().Backward();
        Values.Close(x.ToFloats(), (x.Grad! * 0.5).ToFloats(), 1e-6);
    }

    [Fact]
    public void CheckpointThatNobodyWalks_IsFreed()
    {
        using var scope = _runtime.NewScope();
        var x = _runtime.Leaf(1, 3);
        var before = (_runtime.LiveTensors, TorchSharpsTensors());
        using (_runtime.NewScope())
        {
            Assert.True(_runtime.Checkpoint(t => t[0].Exp(), x).Sum().RequiresGrad);
        }

        Assert.Equal(before, (_runtime.LiveTensors, TorchSharpsTensors()));
    }

    [Fact]
    public void CheckpointInAWalkedGraph_LetsGoAtOnce()
    {
        using var scope = _runtime.NewScope();
        var x = _runtime.Leaf(1, 3);
        var loss = _runtime.Checkpoint(t => t[0].Exp(), x).Sum();
        var before = TorchSharpsTensors();
        loss.Backward();
        // one input was kept for the segment
        Assert.Equal(before - 1, TorchSharpsTensors());
        Assert.Throws<InvalidOperationException>(() => loss.Backward());
    }

    [Fact]
    public void RuntimeOnAnotherThread_HasItsGradients()
    {
        var thread = new Thread(() =>
        {
            using var other = TestRuntime.Torch();
            using var scope = other.NewScope();
            using (other.NoGrad())
            {
                Assert.False(_runtime.Leaf(1, 2).Exp().RequiresGrad && other.GradEnabled);
            }

            Assert.True(other.Leaf(1, 2).Exp().RequiresGrad);
        });
        using (_runtime.NewScope())
        using (_runtime.NoGrad())
        {
            thread.Start();
            thread.Join();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long TorchSharpsTensors() => TorchSharp.torch.Tensor.TotalCount;
}
