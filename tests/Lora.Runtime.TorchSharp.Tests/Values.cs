using Lora.Tensors;

namespace Lora.Runtime.Torch.Tests;

/// <summary>Numbers to compute with, the same on every runtime, and the distance between results.</summary>
internal static class Values
{
    /// <summary>Normal numbers of a seed.</summary>
    public static Tensor Normal(this TensorRuntime runtime, ulong seed, params int[] shape)
    {
        var values = new float[shape.Aggregate(1, (a, b) => a * b)];
        new Generator(seed).Normal(values);
        return runtime.FromFloats(values, shape);
    }

    /// <summary>A leaf of such numbers that wants a gradient.</summary>
    public static Tensor Leaf(this TensorRuntime runtime, ulong seed, params int[] shape)
    {
        var leaf = runtime.Normal(seed, shape);
        leaf.RequiresGrad = true;
        return leaf;
    }

    /// <summary>Each within a share of the largest expected value.</summary>
    public static void Close(float[] expected, float[] actual, double share)
    {
        Assert.Equal(expected.Length, actual.Length);
        var limit = share * expected.Max(MathF.Abs);
        Assert.InRange(expected.Zip(actual, (e, a) => float.IsNaN(a) ? double.PositiveInfinity : Math.Abs((double)e - a)).Max(), 0, limit);
    }
}
