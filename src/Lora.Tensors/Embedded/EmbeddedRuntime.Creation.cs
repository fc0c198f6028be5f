using System.Runtime.InteropServices;

namespace Lora.Tensors.Embedded;

public sealed unsafe partial class EmbeddedRuntime
{
    /// <summary>Uninitialised, row-major.</summary>
    internal EmbeddedTensor New(ReadOnlySpan<int> shape, DType type = DType.Float32)
    {
        long count = 1;
        foreach (var size in shape)
        {
            if (size < 0)
            {
                throw new ArgumentException($"Negative size in shape [{string.Join(", ", shape.ToArray())}].");
            }

            count *= size;
        }

        var sizes = shape.ToArray();
        return new EmbeddedTensor(this, Pool.Rent(count * type.Size()), 0, sizes, Layout.RowMajor(sizes), type);
    }

    /// <summary>Uninitialised fp32 images [n, c, ...], channels last in memory.</summary>
    internal EmbeddedTensor NewChannelsLast(int[] shape) =>
        new(this, Pool.Rent(Layout.Count(shape) * sizeof(float)), 0, shape, Layout.ChannelsLast(shape), DType.Float32);

    /// <summary>Uninitialised fp32 [batch, heads, tokens, width], in memory [batch, tokens, heads, width]: joining the heads is a view.</summary>
    internal EmbeddedTensor NewHeads(int[] shape)
    {
        long width = shape[3], token = width * shape[1];
        return new(this, Pool.Rent(Layout.Count(shape) * sizeof(float)), 0, shape, [token * shape[2], width, token, 1], DType.Float32);
    }

    /// <summary>Uninitialised fp32, dense in the memory order of another tensor.</summary>
    internal EmbeddedTensor NewIn(int[] shape, EmbeddedTensor reference) =>
        new(this, Pool.Rent(Layout.Count(shape) * sizeof(float)), 0, shape,
            ReferenceEquals(shape, reference.Sizes) && reference.IsDense ? reference.Strides : Layout.Like(shape, reference), DType.Float32);

    public override Tensor Full(ReadOnlySpan<int> shape, double value, DType type = DType.Float32)
    {
        var tensor = New(shape, type);
        tensor.Fill(value);
        return tensor;
    }

    public override Tensor Arange(double start, double step, int count, DType type = DType.Float32)
    {
        var tensor = New([count], type);
        for (var i = 0; i < count; i++)
        {
            var value = start + step * i;
            switch (type)
            {
                case DType.Float32:
                    tensor.Floats[i] = (float)value;
                    break;
                case DType.Int64:
                    tensor.Longs[i] = (long)value;
                    break;
                default:
                    throw new ArgumentException($"Arange makes Float32 or Int64, not {type}.");
            }
        }

        return tensor;
    }

    public override Tensor FromFloats(ReadOnlySpan<float> values, ReadOnlySpan<int> shape) =>
        FromBytes(MemoryMarshal.AsBytes(values), shape, DType.Float32);

    public override Tensor FromLongs(ReadOnlySpan<long> values, ReadOnlySpan<int> shape) =>
        FromBytes(MemoryMarshal.AsBytes(values), shape, DType.Int64);

    public override Tensor FromBytes(ReadOnlySpan<byte> values, ReadOnlySpan<int> shape, DType type)
    {
        var tensor = New(shape, type);
        var bytes = tensor.Count * type.Size();
        if (values.Length != bytes)
        {
            tensor.Dispose();
            throw new ArgumentException($"{values.Length} bytes given for [{string.Join(", ", shape.ToArray())}] of {type}, which takes {bytes}.");
        }

        values.CopyTo(new Span<byte>(tensor.Data, checked((int)bytes)));
        return tensor;
    }

    public override Tensor FromMapped(ReadOnlySpan<byte> values, ReadOnlySpan<int> shape, DType type, IDisposable hold)
    {
        var sizes = shape.ToArray();
        fixed (byte* start = values)
        {
            // an odd place in a file: the kernels read whole elements
            if (values.IsEmpty || (nuint)start % (nuint)type.Size() != 0 || Layout.Count(sizes) * type.Size() != values.Length)
            {
                return base.FromMapped(values, shape, type, hold);
            }

            MappedBytes += values.Length;
            var buffer = new Buffer(start, values.Length, Unmap, isReadOnly: true);
            return new EmbeddedTensor(this, buffer, 0, sizes, Layout.RowMajor(sizes), type);
        }

        void Unmap(Buffer buffer)
        {
            MappedBytes -= buffer.Bytes;
            hold.Dispose();
        }
    }

    public override Tensor Cat(ReadOnlySpan<Tensor> tensors, int dim)
    {
        if (tensors.Length == 0)
        {
            throw new ArgumentException("Cat needs at least one tensor.");
        }

        var first = (EmbeddedTensor)tensors[0];
        dim = first.Dim(dim);
        var shape = first.Sizes.ToArray();
        shape[dim] = 0;
        var parts = new EmbeddedTensor[tensors.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i] = (EmbeddedTensor)tensors[i];
            for (var d = 0; d < Math.Max(shape.Length, part.Rank); d++)
            {
                if (part.Rank != shape.Length || d != dim && part.Sizes[d] != shape[d] || part.DType != first.DType)
                {
                    throw new ArgumentException($"Cat along {dim}: {part} does not fit {first}.");
                }
            }

            shape[dim] += part.Sizes[dim];
        }

        // the first part's order in memory: joining channels-last images gives one
        var to = new EmbeddedTensor(this, Pool.Rent(Layout.Count(shape) * first.DType.Size()), 0, shape, Layout.Like(shape, first), first.DType);
        var at = 0;
        foreach (var part in parts)
        {
            Transfer.Copy(part, to.View(dim, at, part.Sizes[dim]));
            at += part.Sizes[dim];
        }

        return to.Record(parts, (node, g) =>
        {
            for (int i = 0, from = 0; i < parts.Length; from += node.Shape(i)[dim], i++)
            {
                if (node.Wants(i))
                {
                    node.Give(i, g.View(dim, from, node.Shape(i)[dim]));
                }
            }
        });
    }
}
