using System.Buffers;
using SixLabors.ImageSharp.Memory;

namespace Lora.Imaging.Library;

/// <summary>
/// Memory for the decoding of one picture: plain arrays, so many bytes at a time and no more, and none once the picture's time is up. Nothing is pooled:
/// what a damaged file leaves behind goes with it.
/// </summary>
internal sealed class BoundedAllocator(long most, CancellationToken timeIsUp) : MemoryAllocator
{
    // below the runtime's longest array
    private const int LongestBuffer = 1 << 30;

    private long _used;

    /// <exception cref="ImageFormatException">The picture asks for more.</exception>
    /// <exception cref="OperationCanceledException">Its time is up.</exception>
    public override IMemoryOwner<T> Allocate<T>(int length, AllocationOptions options = AllocationOptions.None)
    {
        timeIsUp.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var bytes = (long)length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        if (Interlocked.Add(ref _used, bytes) > most)
        {
            throw ImageFormatException.Damaged("The file is damaged: decoding it takes more memory than a picture of its size.");
        }

        return new Buffer<T>(this, new T[length], bytes);
    }

    protected override int GetBufferCapacityInBytes() => LongestBuffer;

    private sealed class Buffer<T>(BoundedAllocator owner, T[] items, long bytes) : IMemoryOwner<T>
    {
        private T[]? _items = items;

        public Memory<T> Memory => _items ?? throw new ObjectDisposedException(nameof(Memory));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _items, null) is not null)
            {
                Interlocked.Add(ref owner._used, -bytes);
            }
        }
    }
}
