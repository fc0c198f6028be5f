namespace Lora.Imaging;

/// <summary>Tells formats by magic bytes, for <see cref="ManagedCodec"/> and for messages.</summary>
public static class FormatSniffer
{
    public static ImageFormat Sniff(ReadOnlySpan<byte> b)
    {
        if (b.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return ImageFormat.Png;
        }

        if (b.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return ImageFormat.Jpeg;
        }

        if (b.Length >= 12 && b.StartsWith("RIFF"u8) && b[8..].StartsWith("WEBP"u8))
        {
            return ImageFormat.WebP;
        }

        if (b.StartsWith("GIF87a"u8) || b.StartsWith("GIF89a"u8))
        {
            return ImageFormat.Gif;
        }

        if (b.StartsWith("II*\0"u8) || b.StartsWith("MM\0*"u8) || b.StartsWith("II+\0"u8) || b.StartsWith("MM\0+"u8))
        {
            return ImageFormat.Tiff;
        }

        if (b.Length >= 12 && b[4..].StartsWith("ftyp"u8))
        {
            return IsoBrand(b[8..12]);
        }

        if (b.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || (b.Length >= 8 && b[4..].StartsWith("JXL "u8)))
        {
            return ImageFormat.JpegXl;
        }

        if ((b.Length >= 8 && b[4..].StartsWith("jP  "u8)) || b.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]))
        {
            return ImageFormat.Jpeg2000;
        }

        if (b.StartsWith("8BPS"u8))
        {
            return ImageFormat.Photoshop;
        }

        if (b.StartsWith("icns"u8))
        {
            return ImageFormat.AppleIcon;
        }

        if (b.StartsWith("qoif"u8))
        {
            return ImageFormat.Qoi;
        }

        if (b.StartsWith((ReadOnlySpan<byte>)[0x76, 0x2F, 0x31, 0x01]))
        {
            return ImageFormat.OpenExr;
        }

        if (b.Length >= 18 && b.StartsWith("BM"u8) && b[14] >= 12 && b[15] == 0 && b[16] == 0 && b[17] == 0)
        {
            return ImageFormat.Bmp;
        }

        if (b.Length >= 6 && b[0] == 0 && b[1] == 0 && b[2] is 1 or 2 && b[3] == 0 && b[4] > 0)
        {
            return ImageFormat.Icon;
        }

        if (b.Length >= 128 && b[0] == 10 && b[1] <= 5 && b[2] <= 1 && b[3] is 1 or 2 or 4 or 8)
        {
            return ImageFormat.Pcx;
        }

        if (b.Length >= 3 && b[0] == 'P' && b[1] is >= (byte)'1' and <= (byte)'7' && " \n\r\t"u8.Contains(b[2]))
        {
            return ImageFormat.Netpbm;
        }

        if (IsSvg(b))
        {
            return ImageFormat.Svg;
        }

        if (b.EndsWith("TRUEVISION-XFILE.\0"u8))
        {
            return ImageFormat.Tga;
        }

        return ImageFormat.Unknown;
    }

    /// <summary>The name people know, for a message.</summary>
    public static string NameOf(ImageFormat format) => format switch
    {
        ImageFormat.Unknown => "unknown",
        ImageFormat.JpegXl => "JPEG XL",
        ImageFormat.Jpeg2000 => "JPEG 2000",
        ImageFormat.Icon => "Windows icon",
        ImageFormat.AppleIcon => "Apple icon",
        ImageFormat.Photoshop => "Photoshop",
        ImageFormat.Netpbm => "Netpbm",
        ImageFormat.WebP => "WebP",
        ImageFormat.OpenExr => "OpenEXR",
        _ => format.ToString().ToUpperInvariant(),
    };

    private static ImageFormat IsoBrand(ReadOnlySpan<byte> brand)
    {
        if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
        {
            return ImageFormat.Avif;
        }

        var heif = brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8);
        return heif ? ImageFormat.Heic : ImageFormat.Unknown;
    }

    private static bool IsSvg(ReadOnlySpan<byte> b)
    {
        var head = b[..Math.Min(b.Length, 1024)];
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            head = head[3..];
        }

        head = head.TrimStart(" \t\r\n"u8);
        return head.StartsWith("<svg"u8) || (head.StartsWith("<?xml"u8) && head.IndexOf("<svg"u8) >= 0);
    }
}
