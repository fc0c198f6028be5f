using System.Buffers.Binary;

namespace Lora.Imaging.Tests.Jpeg;

/// <summary>Which of the pictures behind a JPEG file's first one count as frames.</summary>
public sealed class MultiPictureTests
{
    private const byte App1 = 0xE1, App2 = 0xE2;
    private const uint Primary = 0x030000, Preview = 0x010001, Stereo = 0x020002, Undefined = 0;

    private static readonly ManagedCodec Codec = new();
    private static readonly byte[] Good = Fixture.Read("jpeg/420-baseline.jpg");
    private static readonly byte[] Small = Fixture.Read("jpeg/odd-1x1-420.jpg");
    private static readonly byte[] GainMap =
        JpegFile.With(Good, App1, [.. "http://ns.adobe.com/xap/1.0/\0<x hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'/>"u8]);

    public static TheoryData<string, int, byte[]> Files => new()
    {
        { "no index", 1, Good },
        { "stereo", 2, File(Stereo, (Stereo, Good)) },
        { "three angles", 3, File(0x020003, (0x020003, Good), (0x020003, Good)) },
        { "written by a library", 2, File(Primary, (Undefined, Good)) },
        { "big-endian", 2, File(Primary, little: false, (Undefined, Good)) },
        { "preview", 1, File(Primary, (Preview, Good)) },
        { "preview and a smaller picture", 1, File(Primary, (Preview, Small), (Undefined, Small)) },
        { "gain map", 1, File(Primary, (Undefined, GainMap)) },
        { "no picture there", 1, File(Stereo, (Stereo, new byte[50])) },
        { "a cut picture there", 1, File(Primary, (Undefined, Good[..30])) },
        { "cut off behind the first", 1, File(Stereo, (Stereo, Good))[..^Good.Length] },
        { "no entries", 1, JpegFile.With(Good, App2, [.. "MPF\0II*\0"u8, 8, 0, 0, 0, 0, 0]) },
        { "no index in it", 1, JpegFile.With(Good, App2, "MPF\0"u8.ToArray()) },
        { "entries outside", 1, JpegFile.With(Good, App2, [.. "MPF\0II*\0"u8, 8, 0, 0, 0, 1, 0, 2, 0xB0, 7, 0, 32, 0, 0, 0, 255, 255, 255, 255]) },
    };

    [Theory, MemberData(nameof(Files))]
    public void FurtherPictures_CountWhereTheyAreFrames(string kind, int frames, byte[] file)
    {
        var image = Codec.Decode(file);
        Assert.True(frames == image.Info.Frames, $"{kind}: {image.Info.Frames}");
        Assert.Equal(image.Info, Codec.Probe(file));
        Assert.Equal(Codec.Decode(Good).Pixels, image.Pixels);
    }

    private static byte[] File(uint first, params (uint Type, byte[] Picture)[] others) => File(first, little: true, others);

    private static byte[] File(uint first, bool little, params (uint Type, byte[] Picture)[] others)
    {
        var count = others.Length + 1;
        byte[] index = [.. little ? "II*\0"u8 : "MM\0*"u8, .. Word(8), .. Half(1), .. Half(0xB002), .. Half(7), .. Word(count * 16), .. Word(26), .. Word(0)];
        // the marker, its length and "MPF" stand before the index, which offsets count from
        var at = Good.Length + index.Length + count * 16;
        List<byte> entries = [.. Entry(first, Good.Length, 0)];
        foreach (var (type, picture) in others)
        {
            entries.AddRange(Entry(type, picture.Length, at - 2));
            at += picture.Length;
        }

        return [.. JpegFile.With(Good, App2, [.. "MPF\0"u8, .. index, .. entries]), .. others.SelectMany(other => other.Picture)];

        byte[] Entry(uint type, int size, int offset) => [.. Word((int)type), .. Word(size), .. Word(offset), 0, 0, 0, 0];

        byte[] Word(int value) => Bytes(4, value);

        byte[] Half(int value) => Bytes(2, value);

        byte[] Bytes(int length, int value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            return little ? bytes[..length] : [.. bytes[..length].Reverse()];
        }
    }
}
