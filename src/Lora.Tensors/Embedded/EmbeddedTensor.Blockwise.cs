using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

// Storage of fp32 values as 8-bit codes in blocks that share a scale.
internal sealed unsafe partial class EmbeddedTensor
{
    private const int Steps = 65536, Codes = 256;

    // some operations a value, for the decision whether threads are worth it
    private const int QuantizeCost = 6, DequantizeCost = 2;

    public override Tensor QuantizeBlockwise_(Tensor values, Tensor absmax, Tensor codeOfStep, int blockSize)
    {
        EmbeddedTensor from = (EmbeddedTensor)values, scales = (EmbeddedTensor)absmax, table = (EmbeddedTensor)codeOfStep;
        Blockwise.Check(this, scales, blockSize);
        Blockwise.Expect(from, DType.Float32, Sizes[0]);
        Blockwise.Expect(table, DType.UInt8, Steps);
        byte* codes = Writable().Data, codeOf = table.Data;
        float* source = from.RowMajor().Floats, largest = scales.Writable().Floats;
        var count = Sizes[0];
        Workers.For(scales.Sizes[0], (long)blockSize * QuantizeCost, block =>
        {
            var at = block * blockSize;
            largest[block] = Quantize(source + at, codes + at, codeOf, Math.Min(blockSize, count - at));
        });
        return this;
    }

    public override Tensor DequantizeBlockwise(Tensor absmax, Tensor valueOfCode, int blockSize)
    {
        EmbeddedTensor scales = (EmbeddedTensor)absmax, map = (EmbeddedTensor)valueOfCode;
        Blockwise.Check(this, scales, blockSize);
        Blockwise.Expect(map, DType.Float32, Codes);
        var to = _runtime.New(Sizes);
        var codes = Data;
        float* target = to.Floats, valueOf = map.Floats, largest = scales.Floats;
        var count = Sizes[0];
        Workers.For(scales.Sizes[0], (long)blockSize * DequantizeCost, block =>
        {
            var scale = largest[block];
            for (var i = block * blockSize; i < Math.Min(count, (block + 1) * blockSize); i++)
            {
                target[i] = valueOf[codes[i]] * scale;
            }
        });
        return to;
    }

    /// <returns>The block's largest magnitude.</returns>
    private static float Quantize(float* from, byte* to, byte* codeOf, int count)
    {
        var largest = 0f;
        for (var i = 0; i < count; i++)
        {
            var magnitude = MathF.Abs(from[i]);
            largest = magnitude > largest ? magnitude : largest;
        }

        if (largest == 0)
        {
            new Span<byte>(to, count).Clear();
            return 0;
        }

        var inverse = 1 / largest;
        for (var i = 0; i < count; i++)
        {
            var value = from[i] * inverse;
            value = value < -1 ? -1 : value > 1 ? 1 : value;
            to[i] = codeOf[(int)(((value + 1) * 0.5f * (Steps - 1)) + 0.5f)];
        }

        return largest;
    }
}
