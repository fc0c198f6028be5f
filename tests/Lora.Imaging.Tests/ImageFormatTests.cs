namespace Lora.Imaging.Tests;

/// <summary>What the JPEG and BMP decoders refuse, each by its own sentence.</summary>
public sealed class ImageFormatTests
{
    private static readonly ManagedCodec Codec = new();

    [Theory]
    [InlineData(0xC3, 8, 3, "Lossless")]
    [InlineData(0xC5, 8, 3, "Hierarchical")]
    [InlineData(0xC9, 8, 3, "Arithmetic")]
    [InlineData(0xC0, 12, 3, "12 bits")]
    [InlineData(0xC0, 8, 2, "2 colour channels")]
    public void UnsupportedJpeg_SaysWhy(int marker, int bits, int channels, string word)
    {
        byte[] frame = [0, (byte)(8 + 3 * channels), (byte)bits, 0, 8, 0, 8, (byte)channels, .. new byte[3 * channels]];
        byte[] file = [0xFF, 0xD8, 0xFF, (byte)marker, .. frame, 0xFF, 0xD9];
        var error = Assert.Throws<ImageFormatException>(() => Codec.Decode(file));
        Assert.Equal(ImageProblem.Unsupported, error.Problem);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(259, 259, 4, ImageProblem.Unsupported, "a fax")]
    [InlineData(259, 259, 7, ImageProblem.Unsupported, "JPEG")]
    [InlineData(262, 262, 5, ImageProblem.Cmyk, "CMYK")]
    [InlineData(262, 262, 8, ImageProblem.Unsupported, "colour type 8")]
    [InlineData(284, 322, 16, ImageProblem.Unsupported, "tiles")]
    [InlineData(284, 254, 1, ImageProblem.Unsupported, "Camera raw")]
    [InlineData(279, 279, 2441, ImageProblem.Damaged, "cut off")]
    [InlineData(273, 273, 5000, ImageProblem.Damaged, "cut off")]
    [InlineData(278, 278, 3, ImageProblem.Damaged, "table of strips")]
    [InlineData(256, 256, 0, ImageProblem.Damaged, "no picture")]
    public void TiffThatIsNotRead_SaysWhy(int tag, int newTag, int value, ImageProblem problem, string word)
    {
        var file = Fixture.Read("tiff/rgb-raw.tif");
        // a directory: the number of its entries, and of each tag, type, count and value
        var at = BitConverter.ToInt32(file, 4) + 2;
        while (BitConverter.ToUInt16(file, at) != tag)
        {
            at += 12;
        }

        BitConverter.TryWriteBytes(file.AsSpan(at), (ushort)newTag);
        BitConverter.TryWriteBytes(file.AsSpan(at + 8), value);
        var error = Assert.Throws<ImageFormatException>(() => Codec.Decode(file));
        Assert.Equal(problem, error.Problem);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(500)]
    public void TgaThatEndsEarly_IsCutOff(int length)
    {
        var error = Assert.Throws<ImageFormatException>(() => Codec.Decode(Fixture.Read("tga/rgba-rle.tga").AsMemory(0, length)));
        Assert.Equal((ImageProblem.Damaged, true), (error.Problem, error.Message.Contains("cut off", StringComparison.Ordinal)));
    }

    [Fact]
    public void HugeWebpInASmallFile_IsRefusedAtOnce()
    {
        var file = File.ReadAllBytes(Lora.Testing.GoldenFolder.Find("images", "files", "webp", "lossy-q50.webp"));
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]) + 3;
        (file[frame + 1], file[frame + 3]) = (0x1F, 0x1F);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ImageFormatException>(() => Codec.Decode(file));
        Assert.Contains("cut off", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void FourInks_AreToldAsAProfileThatIsNotSrgb()
    {
        var file = File.ReadAllBytes(Lora.Testing.GoldenFolder.Find("images", "files", "jpeg", "cmyk-adobe.jpg"));
        Assert.Equal("unspecified CMYK", Codec.Decode(file).Info.ForeignProfile);
    }

    [Fact]
    public void JpegWithoutEndMarker_IsCutOff()
    {
        var whole = Fixture.Read("jpeg/420-baseline.jpg");
        var error = Assert.Throws<ImageFormatException>(() => Codec.Decode(whole.AsMemory(0, whole.Length - 2)));
        Assert.Contains("cut off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProgressiveAndBaselineOfOnePicture_AreEqual()
    {
        foreach (var sampling in (string[])["444", "422", "420"])
        {
            var baseline = Codec.Decode(Fixture.Read($"jpeg/{sampling}-baseline.jpg"));
            var progressive = Codec.Decode(Fixture.Read($"jpeg/{sampling}-progressive.jpg"));
            Assert.Equal(baseline.Pixels, progressive.Pixels);
        }
    }

    [Fact]
    public void HugeSizeInASmallFile_IsRefusedAtOnce()
    {
        byte[] jpeg = Fixture.Read("jpeg/420-baseline.jpg"), bmp = Fixture.Read("bmp/rgb24.bmp");
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        foreach (var side in (byte[])[0x20, 0xFF])
        {
            (jpeg[frame + 5], jpeg[frame + 7], bmp[19], bmp[23]) = (side, side, side, side);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<ImageFormatException>(() => Codec.Decode(jpeg));
            Assert.Throws<ImageFormatException>(() => Codec.Decode(bmp));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        }
    }
}
