using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>A tensor where it is stored: a mapped file and the tensor's name in it, which need not be the name it is known by.</summary>
/// <param name="File">The file.</param>
/// <param name="Name">In the file.</param>
internal readonly record struct StoredTensor(ITensorFile File, string Name)
{
    /// <summary>The part of the first dimension that is meant, as one of three matrices that lie in one; all of it by default.</summary>
    public (int Index, int Count) Part { get; init; } = (0, 1);

    /// <summary>A matrix that is meant the other way round.</summary>
    public bool IsTransposed { get; init; }

    public string Path => File.Path;

    public SafetensorsDType DType => File.DTypeOf(Name);

    public IReadOnlyList<long> Shape
    {
        get
        {
            var stored = File.ShapeOf(Name);
            return IsTransposed ? [.. stored.Reverse()] : Part.Count == 1 ? stored : [stored[0] / Part.Count, .. stored.Skip(1)];
        }
    }

    /// <summary>Its values, little-endian, row-major: in place, unless they are turned round.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            var bytes = File.BytesOf(Name);
            if (IsTransposed)
            {
                return Transposed(bytes);
            }

            var each = bytes.Length / Part.Count;
            return bytes.Slice(Part.Index * each, each);
        }
    }

    /// <summary>A tensor of its values, of a type that says the same; over the mapped file itself where the runtime can.</summary>
    /// <param name="runtime">Where it goes.</param>
    /// <param name="shape">Of the tensor: as many elements.</param>
    /// <param name="type">Its own type.</param>
    public Tensor ToTensor(TensorRuntime runtime, ReadOnlySpan<int> shape, DType type) =>
        !IsTransposed && File.Hold(Name) is { } hold ? runtime.FromMapped(Bytes, shape, type, hold) : runtime.FromBytes(Bytes, shape, type);

    /// <summary>Its values as fp32; of a type that <see cref="FloatCodec.Supports"/>.</summary>
    public float[] ReadFloats() => FloatCodec.Decode(DType, Bytes);

    private byte[] Transposed(ReadOnlySpan<byte> bytes)
    {
        var (rows, columns, size) = ((int)Shape[1], (int)Shape[0], DType.Size());
        var turned = new byte[bytes.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                bytes.Slice(((row * columns) + column) * size, size).CopyTo(turned.AsSpan(((column * rows) + row) * size));
            }
        }

        return turned;
    }
}
