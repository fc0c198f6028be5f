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
