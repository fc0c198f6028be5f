using Lora.Testing;

namespace Lora.Tensors.Tests;

/// <summary>8-bit codes: as a type, and in blocks; copies in place of any type.</summary>
public sealed class BlockwiseTests
{
    [Fact]
    public void Codes_CastAndCopy()
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        var codes = runtime.FromBytes([0, 1, 127, 255], [4], DType.UInt8);
        Assert.Equal([0, 1, 127, 255], codes.ToLongs());
        Assert.Equal([0, 1, 127, 255], codes.ToFloats());
        Assert.Equal([0, 1, 127, 255], codes.Cast(DType.Float32).Cast(DType.UInt8).ToLongs());
        Assert.Equal([0, 1, 127, 255], codes.Cast(DType.Int64).Cast(DType.UInt8).ToLongs());
        var target = runtime.Zeros([2, 4], DType.UInt8);
        Assert.Equal(4, runtime.Zeros([4], DType.UInt8).Copy_(runtime.Ones([4])).ToLongs().Sum());
        Assert.Same(target, target.Copy_(codes));
        Assert.Equal([0, 1, 127, 255, 0, 1, 127, 255], target.ToLongs());
        var floats = runtime.Zeros([4]);
        floats.Narrow(0, 1, 2).Copy_(codes.Narrow(0, 2, 2));
        Assert.Equal([0, 127, 255, 0], floats.ToFloats());
        Assert.Equal([7], runtime.Full([1], 7, DType.UInt8).ToLongs());
    }

    [Fact]
    public void Sign_IsOfEachValue()
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        var x = runtime.FromFloats([-3, -1e-30f, 0, 1e-30f, 2], [5]);
        Assert.Equal([-1, -1, 0, 1, 1], x.Sign().ToFloats());
    }

    /// <summary>Steps, codes and values of a map of three: -1, 0 and 1.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    [InlineData(100)]
    public void Blocks_ShareTheirLargestValue(int blockSize)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        float[] values = [4, -1, 2.5f, -4, 0, 0, 0, 0, 0.5f, -0.25f, 0, 0.26f];
        var codeOfStep = runtime.FromBytes(
            [.. Enumerable.Range(0, 65536).Select(step => (byte)(step < 16384 ? 0 : step < 49152 ? 1 : 2))], [65536], DType.UInt8);
        var valueOfCode = runtime.FromFloats([-1, 0, 1, .. new float[253]], [256]);
        var (codes, absmax) = (runtime.Full([12], 9, DType.UInt8), runtime.Full([(11 / blockSize) + 1], 9));
        Assert.Same(codes, codes.QuantizeBlockwise_(runtime.FromFloats(values, [12]), absmax, codeOfStep, blockSize));
        var largest = values.Chunk(blockSize).Select(block => block.Max(MathF.Abs)).ToArray();
        Assert.Equal(largest, absmax.ToFloats());
        var expected = values.Select((value, i) => (Value: value, Scale: largest[i / blockSize])).ToArray();
        long[] codesExpected = [.. expected.Select(x => x.Scale == 0 ? 0 : x.Value / x.Scale < -0.5f ? 0 : x.Value / x.Scale < 0.5f ? 1L : 2)];
        Assert.Equal(codesExpected, codes.ToLongs());
        Assert.Equal(expected.Zip(codesExpected, (x, code) => x.Scale * (code - 1)), codes.DequantizeBlockwise(absmax, valueOfCode, blockSize).ToFloats());
    }

    [Fact]
    public void WhatDoesNotGoTogether_IsRefused()
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        Tensor codes = runtime.Zeros([8], DType.UInt8), values = runtime.Zeros([8]), two = runtime.Zeros([2]), map = runtime.Zeros([256]);
        var table = runtime.Zeros([65536], DType.UInt8);
        Assert.Throws<ArgumentException>(() => codes.QuantizeBlockwise_(values, two, table, 3));
        Assert.Throws<ArgumentException>(() => codes.QuantizeBlockwise_(two, two, table, 4));
        Assert.Throws<ArgumentException>(() => codes.QuantizeBlockwise_(values, two, map, 4));
        Assert.Throws<ArgumentException>(() => values.DequantizeBlockwise(two, map, 4));
        Assert.Throws<ArgumentException>(() => codes.DequantizeBlockwise(two, values, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => codes.DequantizeBlockwise(two, map, 0));
    }
}
