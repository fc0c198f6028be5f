namespace Lora.Imaging.Tests.Jpeg;

/// <summary>The checks of the JPEG decoder, on one small good file changed in one place.</summary>
public sealed class JpegDecoderTests
{
    private static readonly ManagedCodec Codec = new();
    private static readonly byte[] Good = Fixture.Read("jpeg/420-baseline.jpg");

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "no picture", [0xFF, 0xD8, 0xFF, 0xD9] },
        { "cut off", [0xFF, 0xD8, 0xFF] },
        { "impossible length", [0xFF, 0xD8, 0xFF, 0xE0, 0, 1] },
        { "quantisation table is missing", Without(0xDB) },
        { "Huffman table is missing", Without(0xC4) },
        { "before the frame header", Without(0xC0) },
        { "two frame headers", [.. Good[..Find(0xC0)], .. Segment(0xC0), .. Good[Find(0xC0)..]] },
        { "quantisation table is wrong", Changed(0xDB, 4, 0x0F) },
        { "Huffman table is wrong", Changed(0xC4, 4, 0x2F) },
        { "too many codes", [0xFF, 0xD8, 0xFF, 0xC4, 0, 22, 0, 3, .. new byte[15], 1, 2, 3] },
        { "sampling factors", Changed(0xC0, 11, 0x05) },
        { "0 x 45", Changed(0xC0, 7, 0, 0) },
        { "colour channel that the frame has not", Changed(0xDA, 5, 99) },
        { "colour channel twice", Changed(0xDA, 7, Good[Find(0xDA) + 5]) },
        { "scan header is wrong", Changed(0xDA, 4, 4) },
        { "cut off", [.. Good[..(Find(0xDA) + 40)], 0xFF, 0xD9] },
    };

    [Theory, MemberData(nameof(Broken))]
    public void BrokenFile_IsNamed(string words, byte[] file)
    {
        var error = Assert.Throws<ImageFormatException>(() => Codec.Decode(file));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingRestartMarker_IsNamed()
    {
        var file = Fixture.Read("jpeg/420-restart.jpg");
        var at = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD0]);
        file[at + 1] = 0xD5;
        Assert.Contains("restart marker", Assert.Throws<ImageFormatException>(() => Codec.Decode(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyScansOverABigPicture_AreStopped()
    {
        var file = Fixture.Read("jpeg/420-progressive.jpg");
        var scan = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var next = scan + 2 + file.AsSpan(scan + 2).IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC4]);
        var one = file[scan..next];
        byte[] many = [.. file[..scan], .. Enumerable.Repeat(one, 300).SelectMany(b => b), .. file[next..]];
        Assert.Contains("200 scans", Assert.Throws<ImageFormatException>(() => Codec.Decode(many)).Message, StringComparison.Ordinal);
    }

    private static int Find(byte marker) => Good.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, marker]);

    private static byte[] Segment(byte marker)
    {
        var at = Find(marker);
        return Good[at..(at + 2 + (Good[at + 2] << 8 | Good[at + 3]))];
    }

    private static byte[] Without(byte marker)
    {
        var file = Good;
        for (int at; (at = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, marker])) >= 0;)
        {
            file = [.. file[..at], .. file[(at + 2 + (file[at + 2] << 8 | file[at + 3]))..]];
        }

        return file;
    }

    private static byte[] Changed(byte marker, int offset, params byte[] values)
    {
        byte[] file = [.. Good];
        values.CopyTo(file, Find(marker) + offset);
        return file;
    }
}
