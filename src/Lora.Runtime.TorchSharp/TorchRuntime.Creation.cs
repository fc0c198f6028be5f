using System.Runtime.InteropServices;
using Lora.Tensors;
using TorchSharp;

namespace Lora.Runtime.Torch;

// Where tensors come from.
internal sealed partial class TorchRuntime
{
    public override Tensor Full(ReadOnlySpan<int> shape, double value, DType type = DType.Float32)
    {
        var sizes = Sizes(shape);
        return Run(nameof(Full), () => torch.full(sizes, Number(value), TorchTensor.Type(type), _device));
    }

    public override Tensor Arange(double start, double step, int count, DType type = DType.Float32)
    {
        // made here, not on the device: every runtime gives the same numbers
        switch (type)
        {
            case DType.Float32:
                return FromFloats(Array.ConvertAll(Steps(), x => (float)x), [count]);
            case DType.Int64:
                return FromLongs(Array.ConvertAll(Steps(), x => (long)x), [count]);
            default:
                throw new ArgumentException($"Arange makes Float32 or Int64, not {type}.");
        }

        double[] Steps() => [.. Enumerable.Range(0, count).Select(i => start + step * i)];
    }

    public override Tensor FromFloats(ReadOnlySpan<float> values, ReadOnlySpan<int> shape) =>
        FromBytes(MemoryMarshal.AsBytes(values), shape, DType.Float32);

    public override Tensor FromLongs(ReadOnlySpan<long> values, ReadOnlySpan<int> shape) =>
        FromBytes(MemoryMarshal.AsBytes(values), shape, DType.Int64);

    public override Tensor FromBytes(ReadOnlySpan<byte> values, ReadOnlySpan<int> shape, DType type)
    {
        var sizes = Sizes(shape);
        var bytes = sizes.Aggregate(1L, (n, size) => n * size) * type.Size();
        if (values.Length != bytes)
        {
            throw new ArgumentException($"{values.Length} bytes given for [{string.Join(", ", sizes)}] of {type}, which takes {bytes}.");
        }

        using var host = Run(nameof(FromBytes), () => torch.empty(sizes, TorchTensor.Type(type), torch.CPU));
        values.CopyTo(host.Native.bytes);
        return Run(nameof(FromBytes), () => host.Native.to(_device));
    }

    public override Tensor Cat(ReadOnlySpan<Tensor> tensors, int dim)
    {
        if (tensors.Length == 0)
        {
            throw new ArgumentException("Cat needs at least one tensor.");
        }

        var parts = Array.ConvertAll(tensors.ToArray(), x => (TorchTensor)x);
        if (parts.FirstOrDefault(part => part.DType != parts[0].DType || part.Rank != parts[0].Rank) is { } other)
        {
            throw new ArgumentException($"Cat along {dim}: {other} does not fit {parts[0]}.");
        }

        return Run(nameof(Cat), () => torch.cat(Array.ConvertAll(parts, part => part.Native), dim), parts[0]);
    }

    private static long[] Sizes(ReadOnlySpan<int> shape)
    {
        var sizes = TorchTensor.Long(shape);
        return sizes.All(size => size >= 0) ? sizes : throw new ArgumentException($"Negative size in shape [{string.Join(", ", sizes)}].");
    }
}
