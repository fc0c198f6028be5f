using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

// In-place updates and reads by the host.
internal sealed unsafe partial class EmbeddedTensor
{
    public override Tensor Zero_()
    {
        Writable().Fill(0);
        return this;
    }

    public void Fill(double value)
    {
        if (DType == DType.Float32)
        {
            if (IsDense)
            {
                new Span<float>(Floats, checked((int)Count)).Fill((float)value);
                return;
            }

            var one = (float)value;
            var constant = _runtime.New([]);
            constant.Floats[0] = one;
            Pointwise.Unary(new Copy(), constant, this);
            constant.Dispose();
            return;
        }

        using var single = _runtime.New([]);
        single.Floats[0] = (float)value;
        using var typed = (EmbeddedTensor)single.Cast(DType);
        if (DType == DType.Int64)
        {
            *typed.Longs = (long)value;
        }

        using var repeated = typed.Alias(Sizes, new long[Rank]);
        Transfer.Copy(repeated, this);
    }

    /// <summary>Overwrites with the elements of <paramref name="from"/>, broadcast and cast.</summary>
    public void Assign(EmbeddedTensor from)
    {
        using var scope = _runtime.NewScope();
        if (from.DType != DType)
        {
            from = (EmbeddedTensor)from.Detach().Cast(DType);
        }

        Transfer.Copy(from.Alias(Sizes, from.Expanded(Sizes)), Writable());
    }

    public override Tensor CopyFrom_(ReadOnlySpan<float> values)
    {
        if (values.Length != Count)
        {
            throw new ArgumentException($"{values.Length} values for {this}.");
        }

        if (IsRowMajor && DType == DType.Float32)
        {
            values.CopyTo(new Span<float>(Writable().Floats, values.Length));
            return this;
        }

        using var given = (EmbeddedTensor)_runtime.FromFloats(values, Sizes);
        Assign(given);
        return this;
    }

    public override Tensor Copy_(Tensor source)
    {
        Assign((EmbeddedTensor)source);
        return this;
    }

    private EmbeddedTensor Float32InPlace()
    {
        ExpectFloat32("An update in place");
        return Writable();
    }

    public override Tensor Add_(Tensor other, double alpha = 1)
    {
        if (alpha == 1)
        {
            Pointwise.Binary(new Add(), Float32InPlace(), ((EmbeddedTensor)other).AsFloat32(), this);
        }
        else
        {
            Pointwise.Binary(new AddScaled((float)alpha), Float32InPlace(), ((EmbeddedTensor)other).AsFloat32(), this);
        }

        return this;
    }

    public override Tensor Add_(double value)
    {
        Pointwise.Unary(new Shift((float)value), Float32InPlace(), this);
        return this;
    }

    public override Tensor Mul_(Tensor other)
    {
        Pointwise.Binary(new Multiply(), Float32InPlace(), ((EmbeddedTensor)other).AsFloat32(), this);
        return this;
    }

    public override Tensor Mul_(double value)
    {
        Pointwise.Unary(new Scale((float)value), Float32InPlace(), this);
        return this;
    }

    public override Tensor AddCMul_(Tensor a, Tensor b, double value = 1)
    {
        Pointwise.Ternary(new AddProduct((float)value), Float32InPlace(), ((EmbeddedTensor)a).AsFloat32(), ((EmbeddedTensor)b).AsFloat32(), this);
        return this;
    }

    public override Tensor AddCDiv_(Tensor a, Tensor b, double value = 1)
    {
        Pointwise.Ternary(new AddQuotient((float)value), Float32InPlace(), ((EmbeddedTensor)a).AsFloat32(), ((EmbeddedTensor)b).AsFloat32(), this);
        return this;
    }

    public override Tensor Lerp_(Tensor end, double weight)
    {
        Pointwise.Binary(new Interpolated((float)weight), Float32InPlace(), ((EmbeddedTensor)end).AsFloat32(), this);
        return this;
    }

    public override double Item()
    {
        if (Count != 1)
        {
            throw new ArgumentException($"Item of {this}: it has {Count} values.");
        }

        return DType switch
        {
            DType.Int64 => *Longs,
            DType.Bool or DType.UInt8 => *Data,
            DType.Float32 => *Floats,
            _ => ToFloats()[0],
        };
    }

    public override void CopyTo(Span<float> destination)
    {
        if (destination.Length < Count)
        {
            throw new ArgumentException($"{destination.Length} places for {this}.");
        }

        using var scope = _runtime.NewScope();
        var from = ((EmbeddedTensor)Detach().Cast(DType.Float32)).RowMajor();
        new ReadOnlySpan<float>(from.Floats, checked((int)Count)).CopyTo(destination);
    }

    public override long[] ToLongs()
    {
        using var scope = _runtime.NewScope();
        var from = ((EmbeddedTensor)Detach().Cast(DType.Int64)).RowMajor();
        return new ReadOnlySpan<long>(from.Longs, checked((int)Count)).ToArray();
    }

    public override Tensor Cast(DType type)
    {
        if (type == DType)
        {
            return this;
        }

        var from = IsDense ? this : RowMajor();
        // dense layouts convert run by run, whatever the order of dimensions
        var to = new EmbeddedTensor(_runtime, _runtime.Pool.Rent(Count * type.Size()), 0, Sizes, from.Strides, type);
        Transfer.Convert(from, to);
        if (from != this)
        {
            from.Dispose();
        }

        return DType.IsFloat() && type.IsFloat() ? to.Record(this, static (node, g) => node.Give(0, g)) : to;
    }
}
