namespace Lora.Imaging.Jpeg;

/// <summary>An ICC profile in a JPEG file's APP2 segments: each holds its number (from 1), how many there are, and a part; in any order.</summary>
internal sealed class JpegIccSegments
{
    private readonly SortedDictionary<byte, ReadOnlyMemory<byte>> _parts = [];
    private int _count;

    /// <summary>What stands before number, count and part.</summary>
    public static ReadOnlySpan<byte> Signature => "ICC_PROFILE\0"u8;

    /// <param name="segment">Begins with <see cref="Signature"/>.</param>
    public void Add(ReadOnlyMemory<byte> segment)
    {
        var rest = segment[Signature.Length..];
        if (rest.Length > 2)
        {
            _count = rest.Span[1];
            _parts.TryAdd(rest.Span[0], rest[2..]);
        }
    }

    /// <summary>The profile; empty where there is none, or a part is missing.</summary>
    public byte[] Assemble()
    {
        if (_parts.Count == 0 || _parts.Count != _count || _parts.Keys.First() != 1 || _parts.Keys.Last() != _count)
        {
            return [];
        }

        var whole = new MemoryStream();
        foreach (var part in _parts.Values)
        {
            whole.Write(part.Span);
        }

        return whole.ToArray();
    }
}
