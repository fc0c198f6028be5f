using System.Buffers.Binary;
using Lora.Imaging.Colour;
using Lora.Vocabulary;

namespace Lora.Imaging.Webp;

/// <summary>A WebP file's chunks (RFC 9649), each inside the file: what they tell, and the pixels' own. Of an animation only the frames are counted.</summary>
internal sealed class WebpContainer
{
    private const int Header = 12, ChunkHeader = 8;

    private const byte AnimationFlag = 2;

    private ReadOnlyMemory<byte> _profile;
    private (int Width, int Height)? _canvas;
    private int _orientation = 1, _frames;

    private WebpContainer() { }

    /// <summary>Lossy or lossless; null in an animation.</summary>
    public WebpBitstream? Picture { get; private set; }

    public bool IsAnimated { get; private set; }

    /// <summary>Of a lossy picture, its chunk; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Alpha { get; private set; }

    public ImageInfo Info => ImageInfo.FromStored(ImageFormats.WebP.Name, _canvas!.Value.Width, _canvas.Value.Height, _orientation,
        IsAnimated ? Math.Max(1, _frames) : 1, IccProfile.ForeignName(_profile.Span));

    public static WebpContainer Parse(ReadOnlyMemory<byte> file)
    {
        var container = new WebpContainer();
        // what stands behind the end that the header names is no part of the picture
        var end = BinaryPrimitives.ReadUInt32LittleEndian(file.Span[4..]) + 8L;
        if (end > file.Length)
        {
            throw CutOff();
        }

        container.ReadChunks(file[..(int)end]);
        return container;
    }

    /// <summary>A file of one picture's coded pixels, and nothing else.</summary>
    public static byte[] Of(bool isLossless, ReadOnlySpan<byte> data)
    {
        var padded = data.Length + (data.Length & 1);
        var file = new byte[Header + ChunkHeader + padded];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WEBP"u8.CopyTo(file.AsSpan(8));
        (isLossless ? "VP8L"u8 : "VP8 "u8).CopyTo(file.AsSpan(Header));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(Header + 4), data.Length);
        data.CopyTo(file.AsSpan(Header + ChunkHeader));
        return file;
    }

    private void ReadChunks(ReadOnlyMemory<byte> file)
    {
        for (var rest = file[Math.Min(Header, file.Length)..]; rest.Length >= ChunkHeader;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[4..]);
            if (length > rest.Length - ChunkHeader)
            {
                throw CutOff();
            }

            var data = rest.Slice(ChunkHeader, (int)length);
            var isFirst = rest.Length == file.Length - Header;
            if (!ReadChunk(rest.Span[..4], data, isFirst))
            {
                break;
            }

            // chunks begin at even places
            rest = rest[Math.Min(rest.Length, ChunkHeader + (int)length + ((int)length & 1))..];
        }

        if (_canvas is not { } canvas || (Picture is null && _frames == 0))
        {
            throw Damaged("it holds no picture");
        }

        ImageLimits.Check(canvas.Width, canvas.Height);
        if (Picture is not null && canvas != (Picture.Width, Picture.Height))
        {
            throw Damaged("its header and its picture have different sizes");
        }
    }

    /// <returns>False: nothing that follows belongs to the picture.</returns>
    private bool ReadChunk(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data, bool isFirst)
    {
        var bytes = data.Span;
        if (name.SequenceEqual("VP8 "u8) || name.SequenceEqual("VP8L"u8))
        {
            Picture ??= name[3] == 'L' ? WebpBitstream.Lossless(data) : WebpBitstream.Lossy(data);
            _canvas ??= (Picture.Width, Picture.Height);
            return !isFirst;
        }

        if (isFirst)
        {
            if (!name.SequenceEqual("VP8X"u8) || data.Length < 10)
            {
                throw Damaged("it does not begin with a picture or its header");
            }

            IsAnimated = (bytes[0] & AnimationFlag) != 0;
            _canvas = (Read24(bytes[4..]) + 1, Read24(bytes[7..]) + 1);
        }
        else if (name.SequenceEqual("ANMF"u8))
        {
            _frames++;
        }
        else if (name.SequenceEqual("ALPH"u8) && Picture is null && Alpha.IsEmpty)
        {
            Alpha = data;
        }
        else if (name.SequenceEqual("ICCP"u8) && data.Length <= IccProfile.MaxLength)
        {
            _profile = data;
        }
        else if (name.SequenceEqual("EXIF"u8))
        {
            _orientation = ExifOrientation.Read(bytes);
        }

        return true;
    }

    private static int Read24(ReadOnlySpan<byte> at) => at[0] | at[1] << 8 | at[2] << 16;

    public static ImageFormatException Damaged(string what) => ImageFormatException.Damaged($"The WebP file is damaged: {what}.");

    public static ImageFormatException CutOff() => ImageFormatException.Damaged("The WebP file is cut off: it holds less than its header says.");
}
