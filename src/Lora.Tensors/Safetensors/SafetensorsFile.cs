using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Lora.Tensors;

/// <summary>
/// A safetensors file, memory-mapped. The whole header is checked by the constructor, before a byte of the data is used. Reading is thread-safe;
/// spans from <see cref="Bytes(string)"/> are valid until <see cref="Dispose"/>.
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Dictionary<string, SafetensorsTensor> _byName = new(StringComparer.Ordinal);
    private readonly long _dataStart;
    private byte* _start;

    /// <summary>Path as it was given.</summary>
    public string Path { get; }

    /// <summary>The file's own <c>__metadata__</c>; empty when it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors, in the order of the header.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>The tensors' names, in the order of the header.</summary>
    public IEnumerable<string> Names => Tensors.Select(t => t.Name);

    /// <param name="path">The file. It may be replaced by renaming another over it while it is open.</param>
    /// <exception cref="SafetensorsException">It is not a whole and valid safetensors file.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public SafetensorsFile(string path)
    {
        Path = path;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        (var json, _dataStart) = ReadHeader(path, stream);
        var header = SafetensorsHeader.Parse(path, json, stream.Length - _dataStart);
        (Metadata, Tensors) = (header.Metadata, header.Tensors);
        foreach (var tensor in Tensors)
        {
            _byName.Add(tensor.Name, tensor);
        }

        _map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>True when the file holds a tensor of that name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>The header entry of a tensor.</summary>
    /// <exception cref="SafetensorsException">There is no such tensor.</exception>
    public SafetensorsTensor this[string name] =>
        _byName.TryGetValue(name, out var tensor) ? tensor : throw new SafetensorsException(Path, "the file has no such tensor", name);

    /// <summary>The bytes of a tensor, little-endian, row-major, in the mapped file itself. Up to 2 GiB; beyond that read it in parts.</summary>
    /// <exception cref="SafetensorsException">There is no such tensor, or it is larger than a span can be.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var tensor = this[name];
        if (tensor.Length > int.MaxValue)
        {
            throw new SafetensorsException(Path, $"it has {tensor.Length} bytes: too many to read at once", name);
        }

        return Bytes(name, 0, (int)tensor.Length);
    }

    /// <summary>A part of a tensor's bytes.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="offset">First byte, counted from the tensor's start.</param>
    /// <param name="length">Bytes.</param>
    /// <exception cref="SafetensorsException">There is no such tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part is not within the tensor.</exception>
    public ReadOnlySpan<byte> Bytes(string name, long offset, int length)
    {
        var tensor = this[name];
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, tensor.Length - length);
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new ReadOnlySpan<byte>(_start + _view.PointerOffset + _dataStart + tensor.Offset + offset, length);
    }

    /// <summary>A tensor as fp32: exact from F16, BF16 and F32, rounded from F64.</summary>
    /// <exception cref="SafetensorsException">There is no such tensor, or it is of another type.</exception>
    public float[] ReadFloats(string name)
    {
        var tensor = this[name];
        var bytes = Bytes(name);
        var floats = new float[tensor.Count];
        if (!FloatCodec.TryDecode(tensor.DType, bytes, floats))
        {
            throw new SafetensorsException(Path, $"it is {tensor.DType.FileName()}; F16, BF16, F32 or F64 is needed", name);
        }

        return floats;
    }

    /// <summary>A tensor as 64-bit integers, from I64, I32, U8 or BOOL (0 and 1).</summary>
    /// <exception cref="SafetensorsException">There is no such tensor, or it is of another type.</exception>
    public long[] ReadLongs(string name)
    {
        var tensor = this[name];
        var bytes = Bytes(name);
        var longs = new long[tensor.Count];
        switch (tensor.DType)
        {
            case SafetensorsDType.I64:
                MemoryMarshal.Cast<byte, long>(bytes).CopyTo(longs);
                break;
            case SafetensorsDType.I32:
                for (var i = 0; i < longs.Length; i++)
                {
                    longs[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
                }

                break;
            case SafetensorsDType.U8 or SafetensorsDType.Bool:
                for (var i = 0; i < longs.Length; i++)
                {
                    longs[i] = bytes[i];
                }

                break;
            default:
                throw new SafetensorsException(Path, $"it is {tensor.DType.FileName()}; I64, I32, U8 or BOOL is needed", name);
        }
        return longs;
    }

    /// <summary>Keeps the file mapped, and what <see cref="Bytes(string)"/> gave valid, until the result is disposed.</summary>
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

    private static (byte[] Json, long DataStart) ReadHeader(string path, FileStream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.Length < 8)
        {
            throw new SafetensorsException(path, $"the file has {stream.Length} bytes; the length of the header alone takes 8", null, stream.Length);
        }

        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > (ulong)SafetensorsHeader.MaxLength)
        {
            throw new SafetensorsException(path, $"the header's length is {length}; at most {SafetensorsHeader.MaxLength} is accepted", null, 0);
        }

        if ((long)length > stream.Length - 8)
        {
            throw new SafetensorsException(path, $"the header's length is {length}, but only {stream.Length - 8} bytes follow: the file is cut off", null, 0);
        }

        var json = new byte[length];
        stream.ReadExactly(json);
        return (json, 8 + (long)length);
    }
}
