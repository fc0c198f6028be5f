using Lora.Tensors;
using TorchSharp;

namespace Lora.Runtime.Torch;

// Storage of fp32 values as 8-bit codes in blocks that share a scale, of libtorch's own operations: the values of an odd last block are filled up.
internal sealed partial class TorchTensor
{
    private const int Steps = 65536, Codes = 256;

    public override Tensor QuantizeBlockwise_(Tensor values, Tensor absmax, Tensor codeOfStep, int blockSize)
    {
        Blockwise.Check(this, absmax, blockSize);
        Blockwise.Expect(values, DType.Float32, Sizes[0]);
        Blockwise.Expect(codeOfStep, DType.UInt8, Steps);
        Native from = ((TorchTensor)values).Native, scales = ((TorchTensor)absmax).Native, table = ((TorchTensor)codeOfStep).Native;
        return InPlace(codes =>
        {
            var blocks = Filled(from, blockSize);
            var largest = blocks.abs().amax([1], true);
            scales.copy_(largest.reshape(-1));
            var isZero = largest.eq(Number(0));
            var step = blocks.mul(largest.reciprocal()).clamp(Number(-1), Number(1)).add(Number(1), Number(1)).mul(Number(0.5)).mul(Number(Steps - 1))
                .add(Number(0.5), Number(1))
                .masked_fill(isZero, Number(0));
            // what is no number has some code: a step with such gradients is undone
            var index = step.masked_fill(step.isnan(), Number(0)).to(torch.int64);
            var code = table.index_select(0, index.reshape(-1)).reshape(step.shape).masked_fill(isZero, Number(0));
            return codes.copy_(code.reshape(-1).narrow(0, 0, Sizes[0]));
        });
    }

    public override Tensor DequantizeBlockwise(Tensor absmax, Tensor valueOfCode, int blockSize)
    {
        Blockwise.Check(this, absmax, blockSize);
        Blockwise.Expect(valueOfCode, DType.Float32, Codes);
        Native scales = ((TorchTensor)absmax).Native, map = ((TorchTensor)valueOfCode).Native;
        return Run(() =>
        {
            var blocks = Filled(map.index_select(0, Native.to(torch.int64)), blockSize);
            return blocks.mul(scales.reshape(-1, 1)).reshape(-1).narrow(0, 0, Sizes[0]);
        });
    }

    /// <summary>[n] as [blocks, blockSize], zeros behind it.</summary>
    private static Native Filled(Native values, int blockSize)
    {
        var rest = values.shape[0] % blockSize;
        return (rest == 0 ? values : torch.nn.functional.pad(values, [0, blockSize - rest])).reshape(-1, blockSize);
    }
}
