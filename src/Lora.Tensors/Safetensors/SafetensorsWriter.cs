using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lora.Tensors;

/// <summary>How <see cref="SafetensorsWriter"/> orders the tensors.</summary>
public enum SafetensorsOrder
{
    /// <summary>Widest type first, then by name (ordinal), as the reference library does: each tensor is aligned.</summary>
    ByTypeThenName,

    /// <summary>As they were added.</summary>
    AsAdded,
}

/// <summary>
/// Writes a safetensors file, the same bytes for the same content: metadata sorted by key (ordinal) and first, no white space, the header padded with
/// spaces to a multiple of 8. Data is streamed, one tensor at a time.
/// </summary>
/// <param name="metadata">The <c>__metadata__</c> entries, or null for none.</param>
/// <param name="order">The tensors' order.</param>
public sealed class SafetensorsWriter(IReadOnlyDictionary<string, string>? metadata = null, SafetensorsOrder order = SafetensorsOrder.ByTypeThenName)
{
    private const int ChunkElements = 1 << 15;
    private readonly List<(SafetensorsTensor Tensor, Action<Stream> Write)> _entries = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { "__metadata__" };

    /// <summary>
    /// Adds a tensor whose bytes (little-endian, row-major) are written by <paramref name="write"/> when its turn comes, possibly more than once.
    /// </summary>
    /// <exception cref="ArgumentException">The name is taken, or a size is negative.</exception>
    public void Add(string name, SafetensorsDType dtype, IReadOnlyList<long> shape, Action<Stream> write)
    {
        if (!_names.Add(name))
        {
            throw new ArgumentException($"'{name}' is already there, or reserved", nameof(name));
        }

        long length = dtype.Size();
        foreach (var size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            length = checked(length * size);
        }
        _entries.Add((new SafetensorsTensor(name, dtype, [.. shape], 0, length), write));
    }

    /// <summary>Adds a tensor from its bytes.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the bytes are not as many as the shape needs.</exception>
    public void Add(string name, SafetensorsDType dtype, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes)
    {
        Add(name, dtype, shape, stream => stream.Write(bytes.Span));
        RequireLength(bytes.Length);
    }

    /// <summary>Adds a tensor from fp32 values, stored as F16, BF16, F32 or F64 (rounded to nearest, ties to even).</summary>
    /// <exception cref="ArgumentException">The name is taken, the type is another, or the values are not as many as the shape needs.</exception>
    public void AddFloats(string name, SafetensorsDType dtype, IReadOnlyList<long> shape, ReadOnlyMemory<float> values)
    {
        if (!FloatCodec.Supports(dtype))
        {
            throw new ArgumentException($"{dtype.FileName()} is no float type that can be written", nameof(dtype));
        }

        Add(name, dtype, shape, stream => WriteFloats(stream, dtype, values.Span));
        RequireLength((long)values.Length * dtype.Size());
    }

    /// <summary>
    /// Writes the file where it is told, down to the disk. A reader meanwhile, or a process that dies, sees half of it: who saves for others to read writes
    /// beside the place and renames.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; what was written of it stays.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Write"/>; what was written of the file stays.</exception>
    public void Save(string path)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        Write(stream);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Writes the whole file to a stream.</summary>
    /// <exception cref="InvalidOperationException">A tensor's callback wrote more or fewer bytes than its shape needs.</exception>
    public void Write(Stream stream)
    {
        var entries = Ordered();
        var header = Header(entries.Select(e => e.Tensor));
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach ((var tensor, var write) in entries)
        {
            var counted = new CountingStream(stream);
            write(counted);
            if (counted.Written != tensor.Length)
            {
                throw new InvalidOperationException($"tensor '{tensor.Name}' takes {tensor.Length} bytes, {counted.Written} were written");
            }
        }
    }

    private void RequireLength(long length)
    {
        var last = _entries[^1].Tensor;
        if (length == last.Length)
        {
            return;
        }

        _entries.RemoveAt(_entries.Count - 1);
        _names.Remove(last.Name);
        throw new ArgumentException($"tensor '{last.Name}' of shape [{string.Join(", ", last.Shape)}] takes {last.Length} bytes, {length} were given");
    }

    private (SafetensorsTensor Tensor, Action<Stream> Write)[] Ordered() => order == SafetensorsOrder.AsAdded
        ? [.. _entries]
        : [.. _entries.OrderByDescending(e => e.Tensor.DType).ThenBy(e => e.Tensor.Name, StringComparer.Ordinal)];

    private byte[] Header(IEnumerable<SafetensorsTensor> tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject("__metadata__");
                foreach ((var key, var value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }
            long offset = 0;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.DType.FileName());
                WriteNumbers(json, "shape", tensor.Shape);
                WriteNumbers(json, "data_offsets", [offset, offset + tensor.Length]);
                json.WriteEndObject();
                offset += tensor.Length;
            }
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        if (buffer.Length > SafetensorsHeader.MaxLength)
        {
            throw new InvalidOperationException($"the header has {buffer.Length} bytes; readers accept at most {SafetensorsHeader.MaxLength}");
        }

        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void WriteFloats(Stream stream, SafetensorsDType dtype, ReadOnlySpan<float> values)
    {
        var chunk = new byte[Math.Min(values.Length, ChunkElements) * dtype.Size()];
        while (values.Length > 0)
        {
            var count = Math.Min(values.Length, ChunkElements);
            FloatCodec.Encode(dtype, values[..count], chunk);
            stream.Write(chunk, 0, count * dtype.Size());
            values = values[count..];
        }
    }

    /// <summary>Counts what passes through, so that a wrong length is found while the file is written.</summary>
    private sealed class CountingStream(Stream inner) : Stream
    {
        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Written; set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            inner.Write(buffer);
            Written += buffer.Length;
        }
    }
}
