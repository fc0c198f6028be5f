using System.Buffers.Binary;

namespace Lora.Imaging.Tests.Bmp;

public sealed class BmpDecoderTests
{
    private static readonly ManagedCodec Codec = new();

    [Fact]
    public void JumpAndEarlyEnd_LeaveTheFirstColour()
    {
        // one pixel of colour 2, a jump of (1, 1), one of colour 1, end
        var file = File(3, 2, 8, 1, [0, 0, 9, 0, 0, 0, 50, 0, 0, 0, 90, 0], [1, 2, 0, 2, 1, 1, 1, 1, 0, 1]);
        Assert.Equal([9, 9, 50, 90, 9, 9], Codec.Decode(file).Pixels.Where((_, i) => i % 3 == 0));
    }

    [Fact]
    public void PlainRuns_OfFourBits_AreInOrder()
    {
        byte[] palette = [0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 20, 0, 0, 0, 30, 0];
        var file = File(5, 1, 4, 2, palette, [0, 3, 0x12, 0x30, 2, 0x21, 0, 1]);
        Assert.Equal([10, 20, 30, 20, 10], Codec.Decode(file).Pixels.Where((_, i) => i % 3 == 0));
    }

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "7 bits", File(1, 1, 7, 0, [], new byte[4]) },
        { "compression 9", File(1, 1, 24, 9, [], new byte[4]) },
        { "compression 4", File(1, 1, 24, 4, [], new byte[4]) },
        { "0 x 1", File(0, 1, 24, 0, [], new byte[4]) },
        { "-5 x 1", File(-5, 1, 24, 0, [], new byte[4]) },
        { "at most", File(60_000, 60_000, 24, 0, [], new byte[4]) },
        { "cut off", File(2, 2, 24, 0, [], new byte[8]) },
        { "cut off", File(2, 2, 24, 0, [], new byte[16])[..30] },
        { "cut off", File(2, 1, 8, 1, new byte[4], [2, 0]) },
        { "cut off", File(2, 1, 8, 1, new byte[4], [0, 9, 1]) },
        { "header of 41 bytes", [.. File(1, 1, 24, 0, [], new byte[4])[..14], 41, 0, 0, 0, .. new byte[60]] },
    };

    [Theory, MemberData(nameof(Broken))]
    public void BrokenFile_IsNamed(string words, byte[] file)
    {
        var error = Assert.Throws<ImageFormatException>(() => Codec.Decode(file));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private static byte[] File(int width, int height, int bits, int compression, byte[] palette, byte[] rows)
    {
        var head = new byte[54];
        (head[0], head[1]) = ((byte)'B', (byte)'M');
        void Put(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(at), value);
        Put(10, 54 + palette.Length);
        Put(14, 40);
        Put(18, width);
        Put(22, height);
        Put(26, 1 | bits << 16);
        Put(30, compression);
        Put(46, palette.Length / 4);
        return [.. head, .. palette, .. rows];
    }
}
