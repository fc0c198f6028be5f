using FsCheck;
using FsCheck.Fluent;
using static Lora.Imaging.Tests.Png.PngFile;

namespace Lora.Imaging.Tests.Png;

/// <summary>The smallest bad file for each check, and what the decoder says of it.</summary>
public sealed class PngDecoderTests
{
    private static readonly ManagedCodec Codec = new();

    [Fact]
    public void SmallestFile_Decodes() => Assert.Equal([9, 8, 7], Codec.Decode(Of(Header(1, 1, 8, 2), Pixels(0, 9, 8, 7))).Pixels);

    [Fact]
    public void TransparentColour_IsAlphaZero_AndWhiteOnPaper()
    {
        var image = Codec.Decode(Of(Header(2, 1, 8, 0), ("tRNS", [0, 5]), Pixels(0, 5, 6)));
        Assert.Equal([5, 5, 5, 0, 6, 6, 6, 255], image.Pixels);
        Assert.Equal([255, 255, 255, 6, 6, 6], image.Opaque(new(255, 255, 255)).Pixels);
    }

    [Fact]
    public void TransparentColour_IsComparedAtTheFilesDepth()
    {
        // 2 bits: the key 1 is the grey 85; 16 bits: the low byte counts
        Assert.Equal([0, 255], Alpha(Codec.Decode(Of(Header(2, 1, 2, 0), ("tRNS", [0, 1]), Pixels(0, 0b01_10_0000)))));
        Assert.Equal([0, 255], Alpha(Codec.Decode(Of(Header(2, 1, 16, 0), ("tRNS", [1, 2]), Pixels(0, 1, 2, 1, 3)))));

        static int[] Alpha(DecodedImage image) => [image.Pixels[3], image.Pixels[7]];
    }

    [Fact]
    public void SixteenBits_KeepTheHighByte() =>
        Assert.Equal([0x12, 0x12, 0x12], Codec.Decode(Of(Header(1, 1, 16, 0), Pixels(0, 0x12, 0xFF))).Pixels);

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "header of 13 bytes", Of(Pixels(0, 1, 2, 3)) },
        { "0 x 1", Of(Header(0, 1, 8, 2), Pixels(0)) },
        { "at most", Of(Header(100_000, 100_000, 8, 2), Pixels(0)) },
        { "no colour type 2 with 4 bits", Of(Header(1, 1, 4, 2), Pixels(0, 1)) },
        { "interlace 2", Of(Header(1, 1, 8, 2, interlace: 2), Pixels(0, 1, 2, 3)) },
        { "holds no pixels", Of(Header(1, 1, 8, 2)) },
        { "fewer pixels", Of(Header(1, 2, 8, 2), Pixels(0, 1, 2, 3)) },
        { "fewer pixels", Of(Header(9000, 9000, 8, 2), Pixels(0, 1, 2, 3)) },
        { "row filter 5", Of(Header(1, 1, 8, 2), Pixels(5, 1, 2, 3)) },
        { "cannot be unpacked", Of(Header(1, 1, 8, 2), ("IDAT", [1, 2, 3, 4, 5])) },
        { "cannot be unpacked", Of(Header(1, 1, 8, 2), WrongChecksum(Pixels(0, 1, 2, 3))) },
        { "(PLTE) of 0 bytes", Of(Header(1, 1, 8, 3), Pixels(0, 1)) },
        { "(PLTE) of 4 bytes", Of(Header(1, 1, 8, 3), ("PLTE", new byte[4]), Pixels(0, 1)) },
        { "(tRNS) of 3 bytes", Of(Header(1, 1, 8, 0), ("tRNS", new byte[3]), Pixels(0, 1)) },
        { "ABCD chunk where none belongs", Of(Header(1, 1, 8, 2), ("ABCD", []), Pixels(0, 1, 2, 3)) },
        { "before its IEND", Of(Header(1, 1, 8, 2), Pixels(0, 1, 2, 3))[..^12] },
        { "cut off inside its IEND", [.. Of(Header(1, 1, 8, 2))[..^12], 0, 0, 0, 1, .. "IEND"u8, 0, 0, 0, 0] },
        { "no chunk begins", [.. Of()[..8], .. new byte[12]] },
        { "checksum of its IEND", [.. Of(Header(1, 1, 8, 2))[..^1], 0] },
    };

    [Theory, MemberData(nameof(Broken))]
    public void BrokenFile_IsNamed(string words, byte[] file)
    {
        var error = Assert.Throws<ImageFormatException>(() => Codec.Decode(file));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyChunks_GiveAPictureOrAnImageFormatException()
    {
        string[] types = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "eXIf", "tEXt", "zTXt", "iTXt", "gAMA"];
        var chunk = from type in Gen.Elements(types)
                    from data in Gen.Choose(0, 255).ListOf()
                    select (type, data.Select(b => (byte)b).ToArray());
        var files = from depth in Gen.Elements(1, 2, 4, 8, 16)
                    from colour in Gen.Elements(0, 2, 3, 4, 6)
                    from interlace in Gen.Choose(0, 1)
                    from row in Gen.Choose(0, 4).ListOf(200)
                    from chunks in chunk.ListOf()
                    select Of([Header(5, 3, depth, colour, interlace), .. chunks, Pixels([.. row.Select(b => (byte)b)])]);
        Check.One(Config.QuickThrowOnFailure.WithReplay(5, 9).WithMaxTest(300), Prop.ForAll(files.ToArbitrary(), file =>
        {
            try
            {
                PngText.ReadAll(file);
                return Codec.Decode(file).Width == 5;
            }
            catch (ImageFormatException e)
            {
                return e.InnerException is null or InvalidDataException;
            }
        }));
    }

    private static (string, byte[]) WrongChecksum((string Type, byte[] Data) chunk) => (chunk.Type, [.. chunk.Data[..^1], (byte)(chunk.Data[^1] ^ 1)]);
}
