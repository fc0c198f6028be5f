using System.Buffers.Binary;

namespace Lora.Imaging.Jpeg;

/// <summary>Walks a JPEG file's markers. Fill bytes and rubbish between segments are stepped over, as every reader does.</summary>
internal sealed class JpegSegments(ReadOnlyMemory<byte> file)
{
    /// <summary>The second byte of the markers that matter here.</summary>
    public const byte Soi = 0xD8, Eoi = 0xD9, Sos = 0xDA, Dqt = 0xDB, Dht = 0xC4, Dri = 0xDD, Dnl = 0xDC, App0 = 0xE0, App1 = 0xE1, App2 = 0xE2, App14 = 0xEE;

    /// <summary>Where the next marker is looked for; after a scan its entropy-coded data are behind it.</summary>
    public int Position { get; set; } = 2;

    /// <summary>Steps to the next marker and past its segment.</summary>
    public (byte Marker, ReadOnlyMemory<byte> Data) Next()
    {
        var bytes = file.Span;
        while (true)
        {
            var at = bytes[Position..].IndexOf((byte)0xFF);
            if (at < 0)
            {
                throw CutOff();
            }

            Position += at;
            while (Position < bytes.Length && bytes[Position] == 0xFF)
            {
                Position++;
            }

            if (Position == bytes.Length)
            {
                throw CutOff();
            }

            var marker = bytes[Position++];
            if (marker == Eoi)
            {
                return (marker, default);
            }
            // a stuffed zero, a restart marker left over, TEM and a second SOI carry nothing
            if (marker is 0 or 1 or (>= 0xD0 and <= Soi))
            {
                continue;
            }

            return (marker, Segment(marker));
        }
    }

    private ReadOnlyMemory<byte> Segment(byte marker)
    {
        var rest = file.Span[Position..];
        if (rest.Length < 2)
        {
            throw CutOff();
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length < 2)
        {
            throw ImageFormatException.Damaged($"The JPEG file is damaged: its segment {marker:X2} (at byte {Position}) has an impossible length.");
        }

        if (length > rest.Length)
        {
            throw CutOff();
        }

        var data = file.Slice(Position + 2, length - 2);
        Position += length;
        return data;
    }

    public static ImageFormatException CutOff() => ImageFormatException.Damaged("The JPEG file is cut off: it ends before its end marker.");
}
