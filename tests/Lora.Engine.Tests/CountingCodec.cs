using Lora.Imaging;

namespace Lora.Engine.Tests;

/// <summary>The engine's codec; counts how many pictures are decoded.</summary>
internal sealed class CountingCodec : IImageCodec
{
    private readonly ManagedCodec _inner = new();
    private int _decoded;

    internal int Decoded => _decoded;

    public string Name => _inner.Name;

    public ImageInfo Probe(ReadOnlyMemory<byte> file) => _inner.Probe(file);

    public DecodedImage Decode(ReadOnlyMemory<byte> file, Func<ImageInfo, ImageSize?>? enough = null)
    {
        Interlocked.Increment(ref _decoded);
        return _inner.Decode(file, enough);
    }

    public byte[] EncodePng(Rgb24Image image, params IReadOnlyList<PngText> texts) => _inner.EncodePng(image, texts);

    public byte[] EncodePng(Rgb24Image image, PngEffort effort) => _inner.EncodePng(image, effort);
}
