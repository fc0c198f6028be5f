using Lora.Tensors;

namespace Lora.Runtime.Torch.Tests;

/// <summary>The tensors that a computation is given on one runtime, and its results there.</summary>
/// <param name="runtime">Where it runs.</param>
/// <param name="narrow">What becomes of a frozen weight.</param>
internal sealed class Inputs(TensorRuntime runtime, Func<Tensor, Tensor>? narrow = null)
{
    private readonly List<Tensor> _leaves = [];

    public TensorRuntime Runtime => runtime;

    /// <summary>Normal numbers that want a gradient.</summary>
    public Tensor Leaf(ulong seed, params int[] shape)
    {
        _leaves.Add(runtime.Leaf(seed, shape));
        return _leaves[^1];
    }

    public Tensor Frozen(ulong seed, params int[] shape) => narrow is null ? runtime.Normal(seed, shape) : narrow(runtime.Normal(seed, shape));

    /// <summary>What comes out, and the gradients of every leaf for a random weighting of it.</summary>
    public static List<float[]> Results(TensorRuntime runtime, Func<Inputs, Tensor> run, Func<Tensor, Tensor>? narrow = null)
    {
        using var scope = runtime.NewScope();
        var inputs = new Inputs(runtime, narrow);
        var y = run(inputs);
        Assert.Equal(DType.Float32, y.DType);
        y.Mul(runtime.Normal(9, y.Shape.ToArray())).Sum().Backward();
        return [y.ToFloats(), .. inputs._leaves.Select(leaf => leaf.Grad!.ToFloats())];
    }

    /// <summary>Each result within a share of the largest expected value.</summary>
    public static void Close(List<float[]> expected, List<float[]> actual, double share)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (e, a) in expected.Zip(actual))
        {
            Values.Close(e, a, share);
        }
    }
}
