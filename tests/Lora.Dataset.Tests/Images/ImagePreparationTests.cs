using Lora.Imaging;

namespace Lora.Dataset.Tests.Images;

public sealed class ImagePreparationTests
{
    private static readonly ManagedCodec Codec = new();
    private static readonly BucketTable Buckets = BucketTable.Make(128, 128, 96, 192, 16);

    [Fact]
    public void WidePicture_IsCroppedAtItsCentre()
    {
        // left third red, middle green, right blue: a square bucket keeps the middle
        var source = new Rgb24Image(300, 100);
        for (var y = 0; y < 100; y++)
        {
            for (var x = 0; x < 300; x++)
            {
                source.Row(y)[x * 3 + x / 100] = 200;
            }
        }
        var prepared = ImagePreparation.Prepare(Decoded(source), BucketTable.Single(64, 64));
        Assert.Equal((64, 64), (prepared.Width, prepared.Height));
        Assert.Equal([0, 200, 0], prepared.Row(32).Slice(32 * 3, 3).ToArray());
        Assert.Equal([0, 200, 0], prepared.Row(32).Slice(4 * 3, 3).ToArray());
    }

    [Theory]
    [InlineData(640, 512, 144, 112)]
    [InlineData(400, 400, 128, 128)]
    [InlineData(90, 60, 160, 96)]
    public void Picture_HasItsBucketsSize(int width, int height, int bucketWidth, int bucketHeight)
    {
        var prepared = ImagePreparation.Prepare(Decoded(new Rgb24Image(width, height)), Buckets);
        Assert.Equal((bucketWidth, bucketHeight), (prepared.Width, prepared.Height));
    }

    [Fact]
    public void PictureOfItsBucketsSize_IsLeftAlone()
    {
        var source = new Rgb24Image(128, 128);
        new Random(3).NextBytes(source.Pixels);
        Assert.Equal(source.Pixels, ImagePreparation.Prepare(Decoded(source), Buckets).Pixels);
    }

    [Fact]
    public void Place_IsWhatPrepareDoes()
    {
        var source = Decoded(new Rgb24Image(640, 512));
        var choice = ImagePreparation.Place(source.Info, Buckets);
        var prepared = ImagePreparation.Prepare(source, Buckets);
        Assert.Equal((choice.BucketWidth, choice.BucketHeight), (prepared.Width, prepared.Height));
    }

    [Theory]
    [InlineData(15, 40)]
    [InlineData(40, 15)]
    public void TinyPicture_ThatMustNotGrow_IsAnErrorOfItsKind(int width, int height)
    {
        var source = Decoded(new Rgb24Image(width, height));
        var error = Assert.Throws<ImageFormatException>(() => ImagePreparation.Prepare(source, Buckets, noUpscale: true));
        Assert.Equal(ImageProblem.TooSmall, error.Problem);
        Assert.Contains($"{width} x {height}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Animation_IsAnErrorOfItsKind()
    {
        var still = Decoded(new Rgb24Image(64, 64));
        var source = new DecodedImage(still.Info with { Frames = 12 }, still.Channels, still.Pixels);
        var error = Assert.Throws<ImageFormatException>(() => ImagePreparation.Prepare(source, Buckets));
        Assert.Equal(ImageProblem.SeveralFrames, error.Problem);
        Assert.Contains("PNG file of 12 frames", error.Message, StringComparison.Ordinal);
    }

    private static DecodedImage Decoded(Rgb24Image image) => Codec.Decode(Codec.EncodePng(image));
}
