using System.Buffers.Binary;
using Lora.Imaging.Colour;
using Lora.Vocabulary;

namespace Lora.Imaging.Png;

/// <summary>What a PNG file's chunks tell beside its pixels, gathered as they come. Only a wrong header is an error; other damage tells nothing.</summary>
internal sealed class PngMetadata
{
    private int _orientation = 1;
    private uint _animated;
    private bool _firstIsApart = true, _hasPixels;
    private string? _foreignProfile;

    public PngHeader? Header { get; private set; }

    public ImageInfo Info => ImageInfo.FromStored(ImageFormats.Png.Name, Header!.Value.Width, Header.Value.Height, _orientation, Frames, _foreignProfile);

    /// <summary>A picture that is no part of its animation is shown by programs that know of none, and counts beside it.</summary>
    private int Frames => _animated == 0 ? 1 : (int)Math.Min(_animated + (_firstIsApart ? 1L : 0), int.MaxValue);

    public void Read(PngChunk chunk)
    {
        if (Header is null)
        {
            Header = PngHeader.Parse(chunk);
            return;
        }

        var data = chunk.Data.Span;
        switch (chunk.Type)
        {
            case "eXIf":
                _orientation = ExifOrientation.Read(data);
                break;
            case "iCCP":
                _foreignProfile = ReadProfile(data);
                break;
            case "IDAT":
                _hasPixels = true;
                break;
            case "acTL" when !_hasPixels && data.Length >= 4:
                _animated = BinaryPrimitives.ReadUInt32BigEndian(data);
                break;
            case "fcTL" when !_hasPixels:
                _firstIsApart = false;
                break;
        }
    }

    /// <summary>A name of up to 79 bytes, 0, the only method (0), and the profile, packed.</summary>
    private static string? ReadProfile(ReadOnlySpan<byte> data)
    {
        var name = data.IndexOf((byte)0);
        return name >= 0 && data.Length > name + 2 && data[name + 1] == 0 && Inflate.Unpack(data[(name + 2)..], IccProfile.MaxLength) is { } profile
            ? IccProfile.ForeignName(profile) : null;
    }
}
