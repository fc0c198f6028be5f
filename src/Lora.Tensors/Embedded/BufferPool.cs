using System.Runtime.InteropServices;

namespace Lora.Tensors.Embedded;

/// <summary>
/// Native memory, aligned to 64 bytes, in size classes eight to an octave, so at most 12.5% is wasted. A freed buffer waits in its class for the next tensor of
/// that size, so that a step finds what the last one left. Used and idle together stay within 9/8 of the most ever used: beyond it idle large ones go back to
/// the system, as many as that takes.
/// </summary>
internal sealed unsafe class BufferPool : IDisposable
{
    private const long Large = 1 << 20;
    private readonly Dictionary<long, Stack<Buffer>> _idle = [];
    private long _idleBytes;

    /// <summary>Bytes of the buffers that wait.</summary>
    public long IdleBytes => _idleBytes;

    /// <summary>Bytes of the buffers in use.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>The most that were ever in use.</summary>
    public long PeakBytes { get; private set; }

    public Buffer Rent(long bytes)
    {
        var size = SizeClass(bytes);
        LiveBytes += size;
        PeakBytes = Math.Max(PeakBytes, LiveBytes);
        if (_idle.TryGetValue(size, out var stack) && stack.TryPop(out var buffer))
        {
            _idleBytes -= size;
            buffer.Users = 1;
            return buffer;
        }

        // what waits has other sizes than what is asked for now
        var most = PeakBytes + PeakBytes / 8;
        if (LiveBytes + _idleBytes > most)
        {
            Trim(Large, most - LiveBytes);
        }

        return new Buffer((byte*)NativeMemory.AlignedAlloc((nuint)size, 64), size, Return);
    }

    public void Return(Buffer buffer)
    {
        LiveBytes -= buffer.Bytes;
        _idleBytes += buffer.Bytes;
        if (!_idle.TryGetValue(buffer.Bytes, out var stack))
        {
            _idle[buffer.Bytes] = stack = new Stack<Buffer>();
        }

        stack.Push(buffer);
    }

    /// <summary>The size of the buffer that so many bytes get.</summary>
    internal static long SizeClass(long bytes)
    {
        if (bytes <= 512)
        {
            return Math.Max(64, (bytes + 63) / 64 * 64);
        }

        var step = 1L << (60 - (int)long.LeadingZeroCount(bytes - 1));
        return (bytes + step - 1) / step * step;
    }

    /// <summary>Frees idle buffers of at least that size, the largest first, until no more than so many bytes wait.</summary>
    public void Trim(long atLeast = 0, long most = 0)
    {
        foreach (var size in _idle.Keys.Where(size => size >= atLeast).OrderDescending())
        {
            while (_idleBytes > most && _idle[size].TryPop(out var buffer))
            {
                NativeMemory.AlignedFree(buffer.Start);
                _idleBytes -= size;
            }
        }
    }

    public void Dispose() => Trim();
}

/// <summary>Memory and how many tensors use it.</summary>
/// <param name="start">First byte.</param>
/// <param name="bytes">How many.</param>
/// <param name="free">Called when the last tensor has let go of it.</param>
/// <param name="isReadOnly">It belongs to a mapped file.</param>
internal sealed unsafe class Buffer(byte* start, long bytes, Action<Buffer> free, bool isReadOnly = false)
{
    public byte* Start => start;

    public long Bytes => bytes;

    public bool IsReadOnly => isReadOnly;

    public int Users { get; set; } = 1;

    public void Release()
    {
        if (--Users == 0)
        {
            free(this);
        }
    }
}
