using System.IO.Compression;
using Lora.Vocabulary;

namespace Lora.Imaging.Png;

/// <summary>PNG (ISO/IEC 15948): every colour type and depth, both interlace methods; of an animation the first frame.</summary>
/// <remarks>Colour chunks (gAMA, iCCP, cHRM) change nothing, as in the tools that people train with.</remarks>
internal sealed class PngDecoder : IImageFormat
{
    /// <summary>Deflate's best possible ratio: fewer compressed bytes than this cannot hold the pixels.</summary>
    private const long MaxInflateRatio = 1032;

    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
    private static readonly (int X, int Y, int StepX, int StepY)[] Whole = [(0, 0, 1, 1)];

    /// <inheritdoc/>
    public string Name => ImageFormats.Png.Name;

    /// <inheritdoc/>
    public ImageInfo Probe(ReadOnlyMemory<byte> file)
    {
        var metadata = new PngMetadata();
        foreach (var chunk in PngChunks.Read(file))
        {
            metadata.Read(chunk);
        }

        return metadata.Info;
    }

    /// <inheritdoc/>
    public DecodedImage Decode(ReadOnlyMemory<byte> file, Func<ImageInfo, ImageSize?>? enough)
    {
        var metadata = new PngMetadata();
        ReadOnlyMemory<byte> palette = default;
        ReadOnlyMemory<byte>? transparency = null;
        var compressed = new MemoryStream();
        foreach (var chunk in PngChunks.Read(file))
        {
            var isHeader = metadata.Header is null;
            metadata.Read(chunk);
            switch (chunk.Type)
            {
                case "PLTE": palette = chunk.Data; break;
                case "tRNS": transparency = chunk.Data; break;
                case "IDAT": compressed.Write(chunk.Data.Span); break;
                case "IEND": break;
                default:
                    if (chunk.IsCritical && !isHeader)
                    {
                        throw ImageFormatException.Damaged($"The PNG file has a {chunk.Type} chunk where none belongs.");
                    }

                    break;
            }
        }
        if (compressed.Length == 0)
        {
            throw ImageFormatException.Damaged("The PNG file holds no pixels (IDAT).");
        }

        var header = metadata.Header!.Value;
        var colours = new PngColours(header, palette.Span, transparency);
        return Orientation.Upright(ReadPixels(header, colours, compressed), metadata.Info, colours.Channels);
    }

    private static byte[] ReadPixels(PngHeader header, PngColours colours, MemoryStream compressed)
    {
        if ((long)header.RowBytes(header.Width) * header.Height > compressed.Length * MaxInflateRatio)
        {
            throw CutOff();
        }

        var pixels = new byte[header.Width * header.Height * colours.Channels];
        compressed.Position = 0;
        using var inflate = new ZLibStream(compressed, CompressionMode.Decompress);
        try
        {
            foreach (var pass in header.Interlaced ? Adam7 : Whole)
            {
                ReadPass(header, colours, inflate, pass, pixels);
            }
            // zlib compares its checksum only when asked for what comes after the last byte.
            inflate.ReadByte();
        }
        catch (InvalidDataException e)
        {
            throw ImageFormatException.Damaged("The PNG file is damaged: its compressed pixels cannot be unpacked.", e);
        }
        return pixels;
    }

    private static void ReadPass(PngHeader header, PngColours colours, Stream inflate, (int X, int Y, int StepX, int StepY) pass, byte[] pixels)
    {
        var width = (header.Width - pass.X + pass.StepX - 1) / pass.StepX;
        if (width <= 0)
        {
            return;
        }

        var rowBytes = header.RowBytes(width);
        byte[] row = new byte[rowBytes + 1], above = new byte[rowBytes + 1];
        for (var y = pass.Y; y < header.Height; y += pass.StepY)
        {
            if (inflate.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
            {
                throw CutOff();
            }

            PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), header.FilterStep);
            colours.Write(row.AsSpan(1), width, pixels.AsSpan((y * header.Width + pass.X) * colours.Channels), pass.StepX * colours.Channels);
            (row, above) = (above, row);
        }
    }

    private static ImageFormatException CutOff() => ImageFormatException.Damaged("The PNG file is cut off: it holds fewer pixels than its header says.");
}
