using System.Runtime.InteropServices;

namespace Lora.Tensors.Embedded;

/// <summary>
/// Native memory, aligned to 64 bytes, in size classes eight to an octave, so at most 12.5% is wasted. A freed buffer waits in its class for the next tensor of
/// that size; large ones go back to the system when more lies idle than is in use.
/// </summary>
internal sealed unsafe class BufferPool : IDisposable
{
    const long Large = 1 << 20, IdleAllowed = 64 << 20;
    readonly Dictionary<long, Stack<Buffer>> idle = [];
    long idleBytes;

    /// <summary>Bytes of the buffers in use.</summary>
    public long LiveBytes { get; private set; }

    public Buffer Rent(long bytes)
    {
        var size = SizeClass(bytes);
        LiveBytes += size;
        if (idle.TryGetValue(size, out var stack) && stack.TryPop(out var buffer))
        {
            idleBytes -= size;
            buffer.Users = 1;
            return buffer;
        }

        return new Buffer(this, (byte*)NativeMemory.AlignedAlloc((nuint)size, 64), size);
    }

    public void Return(Buffer buffer)
    {
        LiveBytes -= buffer.Bytes;
        if (buffer.Bytes >= Large && idleBytes + buffer.Bytes > Math.Max(IdleAllowed, LiveBytes))
        {
            NativeMemory.AlignedFree(buffer.Start);
            return;
        }

        idleBytes += buffer.Bytes;
        if (!idle.TryGetValue(buffer.Bytes, out var stack))
        {
            idle[buffer.Bytes] = stack = new Stack<Buffer>();
        }

        stack.Push(buffer);
    }

    static long SizeClass(long bytes)
    {
        if (bytes <= 512)
        {
            return Math.Max(64, (bytes + 63) / 64 * 64);
        }

        var step = 1L << (60 - (int)long.LeadingZeroCount(bytes - 1));
        return (bytes + step - 1) / step * step;
    }

    public void Dispose()
    {
        foreach (var stack in idle.Values)
        {
            while (stack.TryPop(out var buffer))
            {
                NativeMemory.AlignedFree(buffer.Start);
            }
        }

        idle.Clear();
        idleBytes = 0;
    }
}

/// <summary>A buffer and how many tensors use it.</summary>
internal sealed unsafe class Buffer(BufferPool pool, byte* start, long bytes)
{
    public byte* Start => start;

    public long Bytes => bytes;

    public int Users { get; set; } = 1;

    public void Release()
    {
        if (--Users == 0)
        {
            pool.Return(this);
        }
    }
}
