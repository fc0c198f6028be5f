using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>A file of named tensors, mapped into memory.</summary>
internal interface ITensorFile : IDisposable
{
    string Path { get; }

    /// <summary>In ordinal order.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>Text that the file carries beside its tensors; empty where there is none.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    SafetensorsDType DTypeOf(string name);

    IReadOnlyList<long> ShapeOf(string name);

    /// <summary>Little-endian, row-major, in place.</summary>
    ReadOnlySpan<byte> BytesOf(string name);

    /// <summary>
    /// What keeps the bytes of a tensor in place, whatever becomes of this object, until it is disposed; null where they are a copy that lies elsewhere.
    /// </summary>
    IDisposable? Hold(string name);
}
