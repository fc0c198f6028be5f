using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// bitsandbytes' dynamic 8-bit codes on a device: seven decades below 1, each with half as many values as the one above it, 0, and 1. What a step between -1
/// and 1 is rounded to is looked up, as bitsandbytes does on the CPU. Source: Dettmers et al., arXiv 2110.02861; bitsandbytes' create_dynamic_map.
/// </summary>
internal sealed class BlockwiseMap : IDisposable
{
    private const int Decades = 7, Steps = 65536;

    private readonly Tensor _valueOfCode;
    private readonly Tensor _codeOfStep;

    private BlockwiseMap(TensorRuntime runtime, float[] values)
    {
        _valueOfCode = runtime.FromFloats(values, [values.Length]);
        _codeOfStep = runtime.FromBytes(CodeOfStep(values), [Steps], DType.UInt8);
    }

    /// <summary>The 256 signed values, ascending.</summary>
    public static float[] SignedValues { get; } = Values(isSigned: true);

    /// <summary>The 256 unsigned values, ascending.</summary>
    public static float[] UnsignedValues { get; } = Values(isSigned: false);

    /// <summary>What a map takes.</summary>
    /// <param name="taken">What a tensor of so many bytes takes.</param>
    public static long Bytes(Func<long, long> taken) => taken(sizeof(float) * SignedValues.Length) + taken(Steps);

    /// <summary>For moments of either sign, in the scope that is open now.</summary>
    public static BlockwiseMap Signed(TensorRuntime runtime) => new(runtime, SignedValues);

    /// <summary>For moments that are never negative.</summary>
    public static BlockwiseMap Unsigned(TensorRuntime runtime) => new(runtime, UnsignedValues);

    /// <summary>fp32 [n].</summary>
    public Tensor Dequantize(Tensor codes, Tensor absmax, int blockSize = BlockwiseLayout.BlockSize) =>
        codes.DequantizeBlockwise(absmax, _valueOfCode, blockSize);

    /// <summary>Overwrites codes [n] and scales from values [n].</summary>
    public void Quantize(Tensor values, Tensor codes, Tensor absmax, int blockSize = BlockwiseLayout.BlockSize) =>
        codes.QuantizeBlockwise_(values, absmax, _codeOfStep, blockSize);

    public void Dispose()
    {
        _valueOfCode.Dispose();
        _codeOfStep.Dispose();
    }

    private static float[] Values(bool isSigned)
    {
        var values = new List<float> { 0, 1 };
        for (var decade = 0; decade < Decades; decade++)
        {
            var bounds = Bounds((isSigned ? 1 << decade : 2 << decade) + 1);
            var scale = (float)Math.Pow(10, decade + 1 - Decades);
            var magnitudes = bounds.Skip(1).Zip(bounds, (upper, lower) => scale * ((lower + upper) / 2)).ToArray();
            values.AddRange(magnitudes);
            if (isSigned)
            {
                values.AddRange(magnitudes.Select(magnitude => -magnitude));
            }
        }

        values.Sort();
        return [.. values];
    }

    /// <summary>0.1 to 1 in equal steps, each bound rounded once from the nearer end.</summary>
    private static float[] Bounds(int count)
    {
        const float First = 0.1f;
        var step = (1 - First) / (count - 1);
        return [.. Enumerable.Range(0, count).Select(i => (float)(i < count / 2 ? First + ((double)step * i) : 1 - ((double)step * (count - 1 - i))))];
    }

    /// <summary>The nearest value's code, for each of the steps from -1 to 1.</summary>
    private static byte[] CodeOfStep(float[] values)
    {
        var codes = new byte[Steps];
        var code = 0;
        for (var i = 0; i < Steps; i++)
        {
            var value = -1 + (2f * i / (Steps - 1));
            while (code < values.Length - 1 && 0.5f * (values[code] + values[code + 1]) < value)
            {
                code++;
            }

            codes[i] = (byte)code;
        }

        return codes;
    }
}
