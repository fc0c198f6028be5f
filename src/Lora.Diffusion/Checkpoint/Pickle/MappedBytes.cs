using System.IO.MemoryMappedFiles;
using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>A stretch of a file.</summary>
/// <param name="Start">Its first byte in the file.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct ByteRange(long Start, long Length);

/// <summary>A file that is not empty, mapped into memory to be read. Spans are valid until <see cref="Dispose"/>.</summary>
internal sealed unsafe class MappedBytes : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    /// <summary>Path as it was given.</summary>
    public string Path { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <exception cref="CheckpointException">The file cannot be read, or is empty.</exception>
    public MappedBytes(string path)
    {
        Path = path;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
            Length = stream.Length;
            if (Length == 0)
            {
                throw PickleFault.Damaged(path, "it is empty");
            }

            _map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, "the file is missing or cannot be read.", e);
        }

        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>Bytes of the file in place; the stretch must lie within it and have less than 2 GiB.</summary>
    public ReadOnlySpan<byte> Span(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length - length);
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new ReadOnlySpan<byte>(_start + _view.PointerOffset + start, length);
    }

    /// <summary>The file's first bytes, fewer where it has fewer.</summary>
    public ReadOnlySpan<byte> First(int count) => Span(0, (int)Math.Min(count, Length));

    /// <summary>True where the stretch lies within the file.</summary>
    public bool Holds(ByteRange range) => range.Start >= 0 && range.Length >= 0 && range.Start <= Length - range.Length;

    /// <summary>Keeps the file mapped, and its spans valid, until the result is disposed.</summary>
    public IDisposable Hold() => new MapHold(_view.SafeMemoryMappedViewHandle);

    /// <summary>Unmaps the file, unless it is held.</summary>
    public void Dispose()
    {
        if (_start is null)
        {
            return;
        }

        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
