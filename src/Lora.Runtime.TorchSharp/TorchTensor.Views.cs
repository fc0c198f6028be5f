using Lora.Tensors;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Lora.Runtime.Torch;

// Views, rearrangements, lookups.
internal sealed partial class TorchTensor
{
    public override Tensor Reshape(params ReadOnlySpan<int> shape)
    {
        var sizes = Long(shape);
        return Run(() => Native.reshape(sizes));
    }

    public override Tensor Permute(params ReadOnlySpan<int> dims)
    {
        var order = Long(dims);
        return Run(() => Native.permute(order));
    }

    public override Tensor Transpose(int dim0, int dim1) => Run(() => Native.transpose(Dim(dim0), Dim(dim1)));

    public override Tensor Expand(params ReadOnlySpan<int> shape)
    {
        var sizes = Long(shape);
        return Run(() => Native.expand(sizes));
    }

    public override Tensor Slice(int dim, int start, int end, int step = 1)
    {
        dim = Dim(dim);
        var size = Sizes[dim];
        start = Math.Clamp(start < 0 ? start + size : start, 0, size);
        end = Math.Clamp(end < 0 ? end + size : end, start, size);
        return step > 0 ? Run(() => Native.slice(dim, start, end, step)) : throw new ArgumentException($"Slice with step {step}.");
    }

    public override Tensor Narrow(int dim, int start, int length)
    {
        dim = Dim(dim);
        return start >= 0 && length >= 0 && start <= Sizes[dim] - length ? Run(() => Native.narrow(dim, start, length))
            : throw new ArgumentException($"Narrow of {this} along {dim} from {start} by {length}.");
    }

    public override Tensor Flip(params ReadOnlySpan<int> dims)
    {
        var which = Long(dims);
        return Run(() => Native.flip(which));
    }

    public override Tensor Roll(int shift, int dim) => Run(() => Native.roll(shift, Dim(dim)));

    public override Tensor Repeat(params ReadOnlySpan<int> repeats)
    {
        var times = Long(repeats);
        return Run(() => Native.repeat(times));
    }

    public override Tensor RepeatInterleave(int repeats, int dim)
    {
        // not libtorch's own, which on a GPU asks the device how long the result is
        dim = Dim(dim);
        long[] wide = [.. Long(Shape[..(dim + 1)]), repeats, .. Long(Shape[(dim + 1)..])];
        var joined = Long(Shape);
        joined[dim] *= repeats;
        return Run(() => Native.unsqueeze(dim + 1).expand(wide).reshape(joined));
    }

    public override Tensor Tril(int diagonal = 0) => Run(() => Native.tril(diagonal));

    public override Tensor Triu(int diagonal = 0) => Run(() => Native.triu(diagonal));

    public override Tensor Pad(ReadOnlySpan<int> pad, PadMode mode = PadMode.Constant, double value = 0)
    {
        var pairs = Long(pad);
        var how = mode switch
        {
            PadMode.Constant => PaddingModes.Constant,
            PadMode.Reflect => PaddingModes.Reflect,
            _ => PaddingModes.Replicate,
        };
        return pairs.Length % 2 == 0 && pairs.Length / 2 <= Rank && (mode == PadMode.Constant || pairs.All(size => size >= 0))
            ? Run(() => F.pad(Floats, pairs, how, value)) : throw new ArgumentException($"{mode} pad of {this} by [{string.Join(", ", pairs)}].");
    }

    public override Tensor IndexSelect(int dim, Tensor index) => Run(() => Native.index_select(Dim(dim), Index(index)));

    public override Tensor Gather(int dim, Tensor index) => Run(() => Native.gather(Dim(dim), Index(index)));

    public override Tensor Embedding(Tensor ids)
    {
        long[] shape = [.. Long(ids.Shape), Rank == 2 ? Sizes[1] : throw new ArgumentException($"Embedding needs a table [rows, width], not {this}.")];
        return Run(() => Native.index_select(0, Index(ids).reshape(-1)).reshape(shape));
    }

    private static Native Index(Tensor index) => index.DType == DType.Int64 ? ((TorchTensor)index).Native
        : throw new ArgumentException($"An index is Int64, not {index.DType}.");
}
