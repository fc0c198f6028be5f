using Lora.Tensors;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Lora.Runtime.Torch;

// Convolution and attention.
internal sealed partial class TorchTensor
{
    public override Tensor Conv2d(Tensor weight, Tensor? bias = null, int stride = 1, Padding2d padding = default, int dilation = 1, int groups = 1) =>
        Conv2d(weight, bias, (stride, stride), padding, (dilation, dilation), groups);

    public override Tensor Conv2d(
        Tensor weight, Tensor? bias, (int Height, int Width) stride, Padding2d padding, (int Height, int Width) dilation, int groups = 1)
    {
        var w = (TorchTensor)weight;
        if (Rank != 4 || w.Rank != 4 || groups < 1 || Sizes[1] != w.Sizes[1] * groups || w.Sizes[0] % groups != 0 || !w.DType.IsFloat())
        {
            throw new ArgumentException($"Conv2d of {this} by {w} in {groups} groups.");
        }

        if (bias is not null && (bias.Rank != 1 || bias.Shape[0] != w.Sizes[0]))
        {
            throw new ArgumentException($"Conv2d: bias {bias} for weight {w}.");
        }

        var call = new ConvCall([stride.Height, stride.Width], [padding.Top, padding.Left], [dilation.Height, dilation.Width], groups);
        return Run(() =>
        {
            var x = Floats;
            if (padding.Top != padding.Bottom || padding.Left != padding.Right)
            {
                x = F.pad(x, [padding.Left, padding.Right, padding.Top, padding.Bottom]);
                call = call with { Padding = [0, 0] };
            }

            return Convolution(x, w, ((TorchTensor?)bias)?.Native, call);
        });
    }

    public override Tensor ScaledDotProductAttention(Tensor key, Tensor value, Tensor? mask = null, bool causal = false, double? scale = null)
    {
        TorchTensor k = (TorchTensor)key, v = (TorchTensor)value;
        if (Rank != 4 || k.Rank != 4 || v.Rank != 4 || !Shape[..2].SequenceEqual(k.Shape[..2]) || !Shape[..2].SequenceEqual(v.Shape[..2])
            || Sizes[3] != k.Sizes[3] || k.Sizes[2] != v.Sizes[2])
        {
            throw new ArgumentException($"Attention of {this}, {k}, {v}.");
        }

        return Run(() =>
        {
            var type = Type(_runtime.ProductType);
            // libtorch's scale is 1 / sqrt(d): what differs goes into q
            var q = scale is { } given ? Floats.mul(Number(given * Math.Sqrt(Sizes[3]))) : Floats;
            var bias = Masked((TorchTensor?)mask, causal, k.Sizes[2]);
            if (bias is not null && bias.dtype != torch.@bool)
            {
                bias = bias.to(type);
            }

            return F.scaled_dot_product_attention(q.to(type), k.Floats.to(type), v.Floats.to(type), bias, 0, causal && mask is null).to(torch.float32);
        });
    }

    /// <summary>The mask, with what lies ahead hidden too where both are asked for: libtorch takes one of them.</summary>
    private Native? Masked(TorchTensor? mask, bool causal, int keys)
    {
        if (mask is null)
        {
            return null;
        }

        var given = mask.DType.IsFloat() ? mask.Floats.detach() : mask.Truth;
        // libtorch wants the queries' dimension at least
        given = mask.Rank < 2 ? given.reshape(1, -1) : given;
        if (!causal)
        {
            return given;
        }

        var seen = torch.ones([Sizes[2], keys], torch.@bool, given.device).tril();
        return given.dtype == torch.@bool ? given.logical_and(seen) : given.masked_fill(seen.logical_not(), Number(double.NegativeInfinity));
    }

    /// <summary>A convolution as fp32, for a weight of any float type.</summary>
    private Native Convolution(Native x, TorchTensor weight, Native? bias, ConvCall call)
    {
        var w = weight.Native;
        var (inputs, outputs) = weight.Fill(call.Groups);
        x = inputs == 0 ? x : F.pad(x, [0, 0, 0, 0, 0, inputs]);
        var shape = x.shape;
        Native Filled(Native kernel) => inputs + outputs == 0 ? kernel : F.pad(kernel, [0, 0, 0, 0, 0, inputs, 0, outputs]);
        Native? Bias(torch.ScalarType type) => bias is null || outputs == 0 ? bias?.to(type) : F.pad(bias.to(type), [0, outputs]);
        var y = weight.DType == DType.Float32 ? call.Forward(x, Filled(w), Bias(torch.float32))
            : weight.InProductType ? call.Forward(x.to(w.dtype), Filled(w), Bias(w.dtype)).to(torch.float32)
            : Plus(Recast(x, w, wide => call.Forward(x, Filled(wide), null), (g, wide) => call.Back(g, Filled(wide), shape)),
                Bias(torch.float32)?.reshape(-1, 1, 1));
        return outputs == 0 ? y : y.narrow(1, 0, weight.Sizes[0]);
    }

    /// <summary>
    /// Channels of zeros to add to a weight's inputs and outputs. libtorch's oneDNN (3.7.1) rearranges images in blocks of 16 channels and, on some processors,
    /// computes with whatever lies in a block that is not full: forward in a sum over more than 16 channels, backward in any. Zeros of our own fill the blocks.
    /// </summary>
    private (int Inputs, int Outputs) Fill(int groups)
    {
        const int Block = 16;
        static int Rest(int channels) => (Block - channels % Block) % Block;
        return _runtime.IsOnCpu && groups == 1 && Sizes[2] * Sizes[3] > 1 ? (Sizes[1] > Block ? Rest(Sizes[1]) : 0, Rest(Sizes[0])) : default;
    }

    /// <summary>How a convolution walks; each array is (height, width).</summary>
    private readonly record struct ConvCall(long[] Stride, long[] Padding, long[] Dilation, int Groups)
    {
        public Native Forward(Native x, Native w, Native? b) => F.conv2d(x, w, b, Stride, Padding, Dilation, Groups);

        /// <summary>The gradient of an input of that shape.</summary>
        public Native Back(Native g, Native w, long[] shape)
        {
            long[] made = g.shape, kernel = w.shape, rest = new long[2];
            for (var i = 0; i < 2; i++)
            {
                // what a stride left over at the end
                rest[i] = shape[i + 2] - ((made[i + 2] - 1) * Stride[i] - 2 * Padding[i] + Dilation[i] * (kernel[i + 2] - 1) + 1);
            }

            return F.conv_transpose2d(g, w, null, Stride, Padding, rest, Dilation, Groups);
        }
    }
}
