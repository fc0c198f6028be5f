using System.Buffers.Binary;

namespace Lora.Imaging.Webp;

/// <summary>The header of a WebP picture's coded pixels, checked: VP8 key frame (RFC 6386) or VP8L.</summary>
internal sealed record WebpBitstream(ReadOnlyMemory<byte> Data, int Width, int Height, bool IsLossless, bool HasAlpha)
{
    public const byte LosslessSignature = 0x2F;

    /// <summary>
    /// What the modes of a block of 16 x 16 pixels take in the first partition, whose chances are fixed: 3.4 bits for the likeliest. The decoder would make up
    /// what is missing.
    /// </summary>
    private const long LeastBitsPerBlock = 3;

    public static WebpBitstream Lossy(ReadOnlyMemory<byte> data)
    {
        var d = data.Span;
        if (d.Length < 10 || d[3] != 0x9D || d[4] != 0x01 || d[5] != 0x2A)
        {
            throw WebpContainer.Damaged("its picture has no header");
        }

        // bit 0: not a key frame, 1-3: profile, 4: shown, 5-23: length of the first partition
        var tag = d[0] | d[1] << 8 | d[2] << 16;
        if ((tag & 1) != 0 || (tag >> 1 & 7) > 3 || (tag & 16) == 0)
        {
            throw WebpContainer.Damaged("its picture is no whole frame");
        }

        // the upper two bits ask for scaling when shown, which no reader does
        var picture = Checked(new(data, BinaryPrimitives.ReadUInt16LittleEndian(d[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(d[8..]) & 0x3FFF,
            IsLossless: false, HasAlpha: false));
        int length = tag >> 5, blocks = (picture.Width + 15) / 16 * ((picture.Height + 15) / 16);
        return length <= d.Length - 10 && length * 8L >= blocks * LeastBitsPerBlock ? picture : throw WebpContainer.CutOff();
    }

    public static WebpBitstream Lossless(ReadOnlyMemory<byte> data)
    {
        var d = data.Span;
        if (d.Length < 5 || d[0] != LosslessSignature || d[4] >> 5 != 0)
        {
            throw WebpContainer.Damaged("its picture has no header");
        }

        var bits = BinaryPrimitives.ReadUInt32LittleEndian(d[1..]);
        return Checked(new(data, (int)(bits & 0x3FFF) + 1, (int)(bits >> 14 & 0x3FFF) + 1, IsLossless: true, HasAlpha: (bits >> 28 & 1) != 0));
    }

    private static WebpBitstream Checked(WebpBitstream picture)
    {
        ImageLimits.Check(picture.Width, picture.Height);
        return picture;
    }
}
