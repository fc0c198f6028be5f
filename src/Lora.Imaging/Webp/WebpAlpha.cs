using System.Buffers.Binary;
using Lora.Imaging.Library;
using Borrowed = SixLabors.ImageSharp.Formats.Webp.WebpDecoder;

namespace Lora.Imaging.Webp;

/// <summary>
/// The alpha of a lossy picture (RFC 9649, section 2.7.1.2): plain bytes, or the green of a lossless picture without its header, then a filter to undo. The
/// library gets that picture with a header: its own way through an alpha chunk turns some upside down.
/// </summary>
internal static class WebpAlpha
{
    private const int Plain = 0, Packed = 1;
    private const int Left = 1, Above = 2;

    /// <returns>A byte a pixel, rows from the top.</returns>
    public static byte[] Read(ReadOnlySpan<byte> chunk, string format, int width, int height)
    {
        var alpha = (chunk[0] & 3) switch
        {
            Plain when chunk.Length > width * height => chunk.Slice(1, width * height).ToArray(),
            Plain => throw WebpContainer.CutOff(),
            Packed => Unpack(chunk[1..], format, width, height),
            _ => throw WebpContainer.Damaged("its alpha is packed in a way that does not exist"),
        };
        Undo(chunk[0] >> 2 & 3, alpha, width);
        return alpha;
    }

    private static byte[] Unpack(ReadOnlySpan<byte> packed, string format, int width, int height)
    {
        byte[] picture = [WebpBitstream.LosslessSignature, 0, 0, 0, 0, .. packed];
        BinaryPrimitives.WriteUInt32LittleEndian(picture.AsSpan(1), (uint)(width - 1 | height - 1 << 14));
        var rgb = LibraryDecoder.Read(new Borrowed { IgnoreMetadata = true }, WebpContainer.Of(isLossless: true, picture),
            new(format, width, height, Channels: 3));
        var alpha = new byte[width * height];
        for (var i = 0; i < alpha.Length; i++)
        {
            alpha[i] = rgb[i * 3 + 1];
        }

        return alpha;
    }

    /// <summary>Adds what was foretold from the pixels before; in the first row always the left one, in the first column the one above.</summary>
    private static void Undo(int filter, byte[] alpha, int width)
    {
        for (var i = 1; i < alpha.Length && filter != 0; i++)
        {
            bool isFirst = i % width == 0, isTop = i < width;
            var foretold = (isTop ? Left : isFirst ? Above : filter) switch
            {
                Left => alpha[i - 1],
                Above => alpha[i - width],
                // the gradient of the three around
                _ => Math.Clamp(alpha[i - 1] + alpha[i - width] - alpha[i - width - 1], 0, 255),
            };
            alpha[i] += (byte)foretold;
        }
    }
}
