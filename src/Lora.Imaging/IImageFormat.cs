namespace Lora.Imaging;

/// <summary>
/// A format that the embedded codec reads, registered in <see cref="ImageFormatCatalog"/>. Stateless. The file given begins with the format's signature;
/// whatever else is wrong with it is an <see cref="ImageFormatException"/>.
/// </summary>
internal interface IImageFormat
{
    /// <summary>The name of its <see cref="Vocabulary.ImageFormats"/> row.</summary>
    string Name { get; }

    /// <inheritdoc cref="IImageCodec.Probe"/>
    ImageInfo Probe(ReadOnlyMemory<byte> file);

    /// <inheritdoc cref="IImageCodec.Decode"/>
    DecodedImage Decode(ReadOnlyMemory<byte> file, Func<ImageInfo, ImageSize?>? enough);
}
