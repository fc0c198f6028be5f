using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>A tensor where it is stored: a mapped file and the tensor's name in it, which need not be the name it is known by.</summary>
internal readonly record struct StoredTensor(SafetensorsFile File, string Name)
{
    public string Path => File.Path;

    public SafetensorsDType DType => File[Name].DType;

    public IReadOnlyList<long> Shape => File[Name].Shape;

    /// <summary>Its values in place, little-endian, row-major.</summary>
    public ReadOnlySpan<byte> Bytes => File.Bytes(Name);

    /// <summary>Its values as fp32.</summary>
    public float[] ReadFloats() => File.ReadFloats(Name);
}
