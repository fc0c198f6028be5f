using Lora.Tensors;
using TorchSharp;

namespace Lora.Runtime.Torch;

// In-place updates and reads by the host.
internal sealed partial class TorchTensor
{
    // what one span of bytes can hold, in elements of four
    private const long Piece = 1 << 28;

    public override Tensor Zero_() => InPlace(x => x.fill_(Number(0)));

    public override Tensor CopyFrom_(ReadOnlySpan<float> values)
    {
        if (values.Length != Count)
        {
            throw new ArgumentException($"{values.Length} values for {this}.");
        }

        using var given = (TorchTensor)_runtime.FromFloats(values, Sizes);
        return InPlace(x => x.copy_(given.Native));
    }

    public override Tensor Copy_(Tensor source) => InPlace(x => x.copy_(((TorchTensor)source).Native.detach()));

    public override Tensor Add_(Tensor other, double alpha = 1) => Update(x => x.add_(Right(other), Number(alpha)));

    public override Tensor Add_(double value) => Update(x => x.add_(Number(value), Number(1)));

    public override Tensor Mul_(Tensor other) => Update(x => x.mul_(Right(other)));

    public override Tensor Mul_(double value) => Update(x => x.mul_(Number(value)));

    public override Tensor AddCMul_(Tensor a, Tensor b, double value = 1) => Update(x => x.addcmul_(Right(a), Right(b), Number(value)));

    public override Tensor AddCDiv_(Tensor a, Tensor b, double value = 1) => Update(x => x.addcdiv_(Right(a), Right(b), Number(value)));

    public override Tensor Lerp_(Tensor end, double weight) => Update(x => x.add_(Right(end).sub(x), Number(weight)));

    public override double Item()
    {
        if (Count != 1)
        {
            throw new ArgumentException($"Item of {this}: it has {Count} values.");
        }

        return DType == DType.Int64 ? ToLongs()[0] : ToFloats()[0];
    }

    public override void CopyTo(Span<float> destination)
    {
        if (destination.Length < Count)
        {
            throw new ArgumentException($"{destination.Length} places for {this}.");
        }

        using var host = OnHost(torch.float32);
        for (long at = 0; at < Count; at += Piece)
        {
            using var piece = host.Native.narrow(0, at, Math.Min(Piece, Count - at));
            piece.bytes.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(destination.Slice((int)at, (int)Math.Min(Piece, Count - at))));
        }
    }

    public override long[] ToLongs()
    {
        using var host = OnHost(torch.int64);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(host.Native.bytes).ToArray();
    }

    /// <summary>The values in one row, in the processor's memory.</summary>
    private TorchTensor OnHost(torch.ScalarType type) => Run(() => Native.detach().to(type).cpu().reshape(-1).contiguous());

    private static Native Right(Tensor other) => ((TorchTensor)other).Floats;

    private TorchTensor Update(Func<Native, Native> body, [System.Runtime.CompilerServices.CallerMemberName] string operation = "") =>
        DType == DType.Float32 ? InPlace(body, operation) : throw new ArgumentException($"An update in place needs Float32, not {DType}.");

    private TorchTensor InPlace(Func<Native, Native> body, [System.Runtime.CompilerServices.CallerMemberName] string operation = "")
    {
        using var mode = torch.no_grad();
        _runtime.Do(operation, () => body(Native), this);
        return this;
    }
}
