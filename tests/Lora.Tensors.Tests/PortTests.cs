using Lora.Testing;
using Lora.Tensors.Tests.Reference;

namespace Lora.Tensors.Tests;

/// <summary>What every runtime promises beside the numbers: scopes, counts, leaves, gradients, refusals.</summary>
public sealed class PortTests : IDisposable
{
    private readonly TensorRuntime _runtime = TestRuntime.New();

    public void Dispose()
    {
        Assert.Equal(0, _runtime.LiveTensors);
        Assert.Equal(0, _runtime.LiveBytes);
        _runtime.Dispose();
    }

    private Tensor Random(int seed, params int[] shape) => _runtime.FromFloats(Noise.Floats(seed, shape.Aggregate(1L, (n, d) => n * d)), shape);

    [Fact]
    public void Scope_FreesAllButWhatIsKept()
    {
        Tensor kept;
        using (var outer = _runtime.NewScope())
        {
            using (var inner = _runtime.NewScope())
            {
                var x = Random(1, 4, 4);
                kept = inner.Keep(x * 2.0);
                outer.Keep(kept);
            }

            Assert.Equal(1, _runtime.LiveTensors);
            Assert.Equal(16, kept.Count);
        }

        Assert.Equal(1, _runtime.LiveTensors);
        Assert.Equal(16, kept.ToFloats().Length);
        kept.Dispose();
        kept.Dispose();
        Assert.Throws<ObjectDisposedException>(() => kept.ToFloats());
    }

    [Fact]
    public void SavedTensors_OutliveTheScopeOfTheirMaking()
    {
        using var scope = _runtime.NewScope();
        var x = Random(1, 3, 3);
        x.RequiresGrad = true;
        Tensor y;
        using (var inner = _runtime.NewScope())
        {
            y = inner.Keep((x * 2.0).Exp().Mul(x.Sin()));
        }

        y.Sum().Backward();
        var expected = x.ToFloats().Select(v => 2 * Math.Exp(2 * v) * Math.Sin(v) + Math.Exp(2 * v) * Math.Cos(v));
        Closeness.Check([.. expected], x.Grad!.ToFloats(), 1e-5);
    }

    [Fact]
    public void GraphNeverWalked_IsFreed()
    {
        using var scope = _runtime.NewScope();
        var x = Random(1, 8);
        x.RequiresGrad = true;
        var before = _runtime.LiveTensors;
        using (_runtime.NewScope())
        {
            var y = x;
            for (var i = 0; i < 5000; i++)
            {
                y = y.Sin();
            }
        }

        Assert.Equal(before, _runtime.LiveTensors);
    }

    [Fact]
    public void SecondBackwardThroughTheSameGraph_Throws()
    {
        using var scope = _runtime.NewScope();
        var x = Random(1, 3);
        x.RequiresGrad = true;
        var y = x.Exp().Sum();
        y.Backward();
        Assert.Throws<InvalidOperationException>(() => y.Backward());
    }

    [Fact]
    public void NoGrad_RecordsNothing()
    {
        using var scope = _runtime.NewScope();
        var x = Random(1, 3);
        x.RequiresGrad = true;
        using (_runtime.NoGrad())
        {
            Assert.False(_runtime.GradEnabled);
            Assert.False(x.Exp().RequiresGrad);
        }

        Assert.True(x.Exp().RequiresGrad);
        Assert.False(x.Exp().Detach().RequiresGrad);
    }

    [Fact]
    public void FrozenWeight_GetsNoGradient()
    {
        using var scope = _runtime.NewScope();
        Tensor x = Random(1, 4, 6), w = Random(2, 5, 6), down = Random(3, 2, 6), up = Random(4, 5, 2);
        (x.RequiresGrad, down.RequiresGrad, up.RequiresGrad) = (true, true, true);
        x.LowRankLinear(w, null, down, up, 0.5).Sum().Backward();
        Assert.Null(w.Grad);
        Assert.NotNull(down.Grad);
        Assert.NotNull(up.Grad);
        Assert.NotNull(x.Grad);
    }

    [Fact]
    public void FlatBuffers_TakeGradientsInPlace()
    {
        using var scope = _runtime.NewScope();
        Tensor flat = Random(1, 10), gradients = _runtime.Zeros([10]);
        Tensor a = flat.Narrow(0, 0, 4).Reshape(2, 2), b = flat.Narrow(0, 4, 6).Reshape(3, 2);
        foreach (var (leaf, at) in new[] { (a, 0), (b, 4) })
        {
            leaf.RequiresGrad = true;
            leaf.Grad = gradients.Narrow(0, at, (int)leaf.Count).Reshape(leaf.Shape);
        }

        for (var i = 0; i < 2; i++)
        {
            using (_runtime.NewScope())
            {
                (a.Sum() + (b * 3.0).Sum()).Backward();
            }
        }

        Assert.Equal([2, 2, 2, 2, 6, 6, 6, 6, 6, 6], gradients.ToFloats());
        flat.Add_(gradients, -1);
        Assert.Equal(Noise.Floats(1, 10)[4] - 6, b.ToFloats()[0]);
    }

    /// <summary>What is computed first is updated while the rest of the way back needs its old values no more, and nothing but them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hook_ChangesALeafAndFreesItsGradient_OnTheWayBack(bool checkpointing)
    {
        float[] Descend(bool hooked)
        {
            using var scope = _runtime.NewScope();
            Tensor[] leaves = [Random(1, 4, 6), Random(2, 5, 4), Random(3, 5), Random(4, 6, 5)];
            Tensor input = Random(5, 3, 6), unused = Random(6, 2);
            var calls = new List<int>();
            foreach (var (i, leaf) in leaves.Append(unused).Index())
            {
                leaf.RequiresGrad = true;
                if (hooked)
                {
                    leaf.RegisterPostAccumulateGradHook(complete =>
                    {
                        Assert.Same(leaf, complete);
                        Assert.True(complete.RequiresGrad);
                        Assert.False(_runtime.GradEnabled);
                        complete.Add_(complete.Grad!, -0.1);
                        complete.Grad = null;
                        calls.Add(i);
                    });
                }
            }

            // the first is used twice, and by a product that needs the second's values
            Tensor Layer(Tensor[] x) => x[0].Linear(leaves[0]).Linear(leaves[1], leaves[2]).Silu();
            Tensor Rest(Tensor x) => x.Linear(leaves[3]).Add(x.MatMul(leaves[1]).MatMul(leaves[0]));
            for (var step = 0; step < 3; step++)
            {
                using (_runtime.NewScope())
                {
                    var y = checkpointing ? _runtime.Checkpoint(x => Rest(Layer(x)), input) : Rest(Layer([input]));
                    y.Mul(y).Mean().Backward();
                }

                foreach (var leaf in hooked ? [] : leaves)
                {
                    using var off = _runtime.NoGrad();
                    leaf.Add_(leaf.Grad!, -0.1);
                    leaf.Grad!.Zero_();
                }
            }

            Assert.Equal(hooked ? 3 * leaves.Length : 0, calls.Count);
            Assert.True(calls.Chunk(leaves.Length).All(step => step.Order().SequenceEqual(Enumerable.Range(0, leaves.Length))));
            Assert.All(hooked ? leaves.Append(unused) : [unused], leaf => Assert.Null(leaf.Grad));
            return [.. leaves.SelectMany(leaf => leaf.ToFloats())];
        }

        Assert.Equal(Descend(hooked: false), Descend(hooked: true));
    }

    [Fact]
    public void Hook_IsForALeafOnce()
    {
        using var scope = _runtime.NewScope();
        var x = Random(1, 3);
        Assert.Throws<InvalidOperationException>(() => x.RegisterPostAccumulateGradHook(static _ => { }));
        x.RequiresGrad = true;
        x.RegisterPostAccumulateGradHook(static _ => { });
        Assert.Throws<InvalidOperationException>(() => x.RegisterPostAccumulateGradHook(static _ => { }));
        Assert.Throws<InvalidOperationException>(() => x.Exp().RegisterPostAccumulateGradHook(static _ => { }));
    }

    [Fact]
    public void WhatAHookThrows_ComesOutOfBackward()
    {
        using var scope = _runtime.NewScope();
        var x = Random(1, 3);
        x.RequiresGrad = true;
        x.RegisterPostAccumulateGradHook(static _ => throw new InvalidDataException("in the hook"));
        Assert.Equal("in the hook", Assert.Throws<InvalidDataException>(() => x.Exp().Sum().Backward()).Message);
    }

    /// <summary>A gradient without a hook's hand adds up, as any other.</summary>
    [Fact]
    public void GradientThatAHookLeaves_AddsUp()
    {
        using var scope = _runtime.NewScope();
        var x = Random(1, 3);
        x.RequiresGrad = true;
        x.RegisterPostAccumulateGradHook(static _ => { });
        (x * 2.0).Sum().Backward();
        (x * 3.0).Sum().Backward();
        Assert.Equal([5, 5, 5], x.Grad!.ToFloats());
    }

    [Fact]
    public void Checkpoint_OfFrozenSegment_RecordsNothing()
    {
        using var scope = _runtime.NewScope();
        Assert.False(_runtime.Checkpoint(t => t[0].Exp(), Random(1, 3)).RequiresGrad);
    }

    [Fact]
    public void WrongShapes_AreArgumentErrors()
    {
        using var scope = _runtime.NewScope();
        Tensor x = Random(1, 2, 3), ids = _runtime.FromLongs([0, 5], [2]);
        Assert.Throws<ArgumentException>(() => x + Random(2, 4, 1, 2));
        Assert.Throws<ArgumentException>(() => x.MatMul(x));
        Assert.Throws<ArgumentException>(() => x.Reshape(4, 2));
        Assert.Throws<ArgumentException>(() => x.Permute(0, 0));
        Assert.Throws<ArgumentException>(() => x.Narrow(0, 1, 2));
        Assert.Throws<ArgumentException>(() => x.Sum([2]));
        Assert.Throws<ArgumentException>(() => x.Embedding(ids));
        Assert.Throws<ArgumentException>(() => ids.Exp());
        Assert.Throws<ArgumentException>(() => x.Expand(3, 3));
        Assert.Throws<ArgumentException>(() => x.Conv2d(x));
        Assert.Throws<ArgumentException>(() => x.Item());
        Assert.Throws<ArgumentException>(() => _runtime.Cat([x, ids], 0));
        Assert.Throws<ArgumentException>(() => x.Einsum("ij,jk", x));
        Assert.Throws<ArgumentException>(() => x.Backward());
    }
}
