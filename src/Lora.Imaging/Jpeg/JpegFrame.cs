using System.Buffers.Binary;

namespace Lora.Imaging.Jpeg;

/// <summary>A checked frame header (SOF0, SOF1, SOF2). What cannot be decoded is refused here, by name.</summary>
internal sealed class JpegFrame
{
    private JpegFrame(int width, int height, bool progressive, JpegComponent[] components)
    {
        (Width, Height, Progressive, Components) = (width, height, progressive, components);
        MaxH = components.Max(c => c.H);
        MaxV = components.Max(c => c.V);
        foreach (var component in components)
        {
            component.Lay(width, height, MaxH, MaxV);
        }
    }

    public int Width { get; }
    public int Height { get; }
    public bool Progressive { get; }
    public JpegComponent[] Components { get; }
    public int MaxH { get; }
    public int MaxV { get; }

    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (JpegSegments.Dht or 0xC8 or 0xCC);

    public static JpegFrame Parse(byte marker, ReadOnlySpan<byte> d)
    {
        var kind = marker switch
        {
            0xC3 or 0xC7 or 0xCB or 0xCF => "Lossless",
            0xC5 or 0xC6 or 0xCD or 0xCE => "Hierarchical",
            0xC9 or 0xCA => "Arithmetic-coded",
            _ => null,
        };
        if (kind is not null)
        {
            throw ImageFormatException.Unsupported($"{kind} JPEG is not supported.");
        }

        if (d.Length < 6 || d.Length < 6 + d[5] * 3)
        {
            throw Damaged("its frame header is too short");
        }

        if (d[0] != 8)
        {
            throw ImageFormatException.Unsupported($"JPEG with {d[0]} bits a sample is not supported.");
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(d[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(d[3..]);
        ImageLimits.Check(width, height);
        if (d[5] is not (1 or 3 or 4))
        {
            throw ImageFormatException.Unsupported($"JPEG with {d[5]} colour channels is not supported.");
        }

        var components = new JpegComponent[d[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var c = d.Slice(6 + i * 3, 3);
            int h = c[1] >> 4, v = c[1] & 15;
            if (h is < 1 or > 4 || v is < 1 or > 4 || c[2] > 3)
            {
                throw Damaged("its sampling factors are wrong");
            }

            components[i] = new(c[0], h, v, c[2]);
        }
        var frame = new JpegFrame(width, height, marker == 0xC2, components);
        if (components.Any(c => frame.MaxH % c.H != 0 || frame.MaxV % c.V != 0))
        {
            throw ImageFormatException.Unsupported("JPEG with fractional chroma subsampling is not supported.");
        }

        return frame;
    }

    /// <summary>Samples along a side of a block of the component that has most: 8, or 4, 2, 1 where the picture is shrunk.</summary>
    public int Side { get; private set; } = 8;

    /// <summary>Pixels across, as shrunk.</summary>
    public int SamplesWide => (Width * Side + 7) / 8;

    /// <summary>Pixels down, as shrunk.</summary>
    public int SamplesHigh => (Height * Side + 7) / 8;

    /// <summary>Memory for all blocks; not before the file has shown that it could hold them.</summary>
    /// <param name="fileLength">Bytes.</param>
    /// <param name="shrink">1, 2, 4 or 8. A component of fewer samples keeps more of them, up to as many as the others then have.</param>
    public void Allocate(int fileLength, int shrink)
    {
        // each block's DC value takes at least one bit in the first scan
        var blocks = Components.Sum(c => (c.Width + 7L) / 8 * ((c.Height + 7) / 8));
        if (blocks > fileLength * 8L)
        {
            throw JpegSegments.CutOff();
        }

        Side = 8 / shrink;
        foreach (var component in Components)
        {
            var side = Side;
            while (side < 8 && MaxH * Side % (component.H * side * 2) == 0 && MaxV * Side % (component.V * side * 2) == 0)
            {
                side *= 2;
            }

            component.Allocate(side, Progressive);
        }
    }

    public static ImageFormatException Damaged(string what) => ImageFormatException.Damaged($"The JPEG file is damaged: {what}.");
}
