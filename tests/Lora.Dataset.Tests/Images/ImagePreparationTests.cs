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
        var prepared = ImagePreparation.Prepare(Codec, PngEncoder.Encode(source), BucketTable.Single(64, 64));
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
        var prepared = ImagePreparation.Prepare(Codec, PngEncoder.Encode(new Rgb24Image(width, height)), Buckets);
        Assert.Equal((bucketWidth, bucketHeight), (prepared.Width, prepared.Height));
    }

    [Fact]
    public void PictureOfItsBucketsSize_IsLeftAlone()
    {
        var source = new Rgb24Image(128, 128);
        new Random(3).NextBytes(source.Pixels);
        Assert.Equal(source.Pixels, ImagePreparation.Prepare(Codec, PngEncoder.Encode(source), Buckets).Pixels);
    }

    [Fact]
    public void TinyPicture_ThatMustNotGrow_IsAnError() =>
        Assert.Throws<ImageFormatException>(() => ImagePreparation.Prepare(Codec, PngEncoder.Encode(new Rgb24Image(15, 40)), Buckets, noUpscale: true));
}
