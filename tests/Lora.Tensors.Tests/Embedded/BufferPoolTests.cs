using Lora.Tensors.Embedded;

namespace Lora.Tensors.Tests;

public sealed class BufferPoolTests
{
    [Theory]
    [InlineData(1, 64)]
    [InlineData(512, 512)]
    [InlineData(513, 576)]
    [InlineData(1 << 20, 1 << 20)]
    [InlineData((1 << 20) + 1, (1 << 20) + (1 << 17))]
    public void Rent_WastesAtMostAnEighth(long asked, long given)
    {
        using var pool = new BufferPool();
        var buffer = pool.Rent(asked);
        Assert.Equal(given, buffer.Bytes);
        Assert.Equal(given, pool.LiveBytes);
        buffer.Release();
        Assert.Equal(0, pool.LiveBytes);
    }

    [Fact]
    public unsafe void ReturnedBuffer_IsHandedOutAgain()
    {
        using var pool = new BufferPool();
        var first = pool.Rent(5000);
        var start = (nint)first.Start;
        Assert.Equal(0, start % 64);
        first.Release();
        var second = pool.Rent(5001);
        Assert.Equal(start, (nint)second.Start);
        second.Release();
    }

    [Fact]
    public void OfIdleBuffersNoMoreGoBack_ThanMakesRoom()
    {
        using var pool = new BufferPool();
        var rented = Enumerable.Range(0, 16).Select(_ => pool.Rent(1 << 20)).ToArray();
        Array.ForEach(rented, b => b.Release());
        pool.Rent(3 << 20).Release();
        Assert.Equal((18 - 3) << 20, pool.IdleBytes - (3 << 20));
        pool.Trim();
        Assert.Equal(0, pool.IdleBytes);
    }

    [Fact]
    public void IdleBuffersOfAnotherPhase_GoBackToTheSystem()
    {
        using var pool = new BufferPool();
        for (var phase = 2; phase < 12; phase++)
        {
            var rented = Enumerable.Range(0, 4).Select(_ => pool.Rent(phase << 20)).ToArray();
            // used and idle: at most 9/8 of the most used so far, plus what one request finds too late
            Assert.True(pool.LiveBytes + pool.IdleBytes <= pool.LiveBytes * 9 / 8 + (phase << 20), $"{pool.IdleBytes} idle in phase {phase}");
            Array.ForEach(rented, b => b.Release());
        }
    }
}
