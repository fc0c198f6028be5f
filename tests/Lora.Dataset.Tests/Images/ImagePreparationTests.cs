using Lora.Imaging;
using Lora.Vocabulary;

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
        var prepared = new ImagePreparation(BucketTable.Single(64, 64)).Prepare(Decoded(source));
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
        var prepared = new ImagePreparation(Buckets).Prepare(Decoded(new Rgb24Image(width, height)));
        Assert.Equal((bucketWidth, bucketHeight), (prepared.Width, prepared.Height));
    }

    [Fact]
    public void PictureOfItsBucketsSize_IsLeftAlone()
    {
        var source = new Rgb24Image(128, 128);
        new Random(3).NextBytes(source.Pixels);
        Assert.Equal(source.Pixels, new ImagePreparation(Buckets).Prepare(Decoded(source)).Pixels);
    }

    [Fact]
    public void Place_IsWhatPrepareDoes()
    {
        var source = Decoded(new Rgb24Image(640, 512));
        var choice = new ImagePreparation(Buckets).Place(source.Info);
        var prepared = new ImagePreparation(Buckets).Prepare(source);
        Assert.Equal((choice.BucketWidth, choice.BucketHeight), (prepared.Width, prepared.Height));
    }

    [Theory]
    [InlineData(15, 40)]
    [InlineData(40, 15)]
    public void TinyPicture_ThatMustNotGrow_IsAnErrorOfItsKind(int width, int height)
    {
        var source = Decoded(new Rgb24Image(width, height));
        var error = Assert.Throws<ImageFormatException>(() => (new ImagePreparation(Buckets) { NoUpscale = true }).Prepare(source));
        Assert.Equal(ImageProblem.TooSmall, error.Problem);
        Assert.Contains($"{width} x {height}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ResizeMode.Area, false, 400, 200, 160, 80)]
    [InlineData(ResizeMode.Area, false, 40, 20, 160, 80)]
    [InlineData(ResizeMode.Area, true, 40, 20, 32, 16)]
    [InlineData(ResizeMode.LongSide, false, 400, 200, 128, 64)]
    [InlineData(ResizeMode.LongSide, false, 20, 40, 64, 128)]
    [InlineData(ResizeMode.LongSide, false, 300, 100, 128, 32)]
    [InlineData(ResizeMode.LongSide, true, 20, 40, 16, 32)]
    public void SizeByAreaOrLongSide_KeepsTheShapeUpToTheStep(ResizeMode mode, bool noUpscale, int width, int height, int bucketWidth, int bucketHeight)
    {
        var prepared = (new ImagePreparation(Buckets) { Mode = mode, NoUpscale = noUpscale }).Prepare(Decoded(new Rgb24Image(width, height)));
        Assert.Equal((bucketWidth, bucketHeight), (prepared.Width, prepared.Height));
    }

    [Theory]
    [InlineData(ResizeMode.Area)]
    [InlineData(ResizeMode.LongSide)]
    public void Strip_ThatIsNoStepWideAtItsSize_IsAnErrorOfItsKind(ResizeMode mode)
    {
        var source = Decoded(new Rgb24Image(4000, 20));
        var error = Assert.Throws<ImageFormatException>(() => new ImagePreparation(Buckets) { Mode = mode }.Place(source.Info));
        Assert.Equal(ImageProblem.TooSmall, error.Problem);
        Assert.Contains("BucketResoSteps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Interpolation_IsTheOneAskedFor()
    {
        var source = new Rgb24Image(256, 256);
        new Random(3).NextBytes(source.Pixels);
        var prepared = new ImagePreparation(Buckets) { Interpolation = Interpolations.OpenCvNearestExact }.Prepare(Decoded(source));
        Assert.Equal(Resizer.Resize(source, 128, 128, Interpolations.OpenCvNearestExact).Pixels, prepared.Pixels);
        Assert.Equal(Resizer.Resize(source, 128, 128, Interpolations.OpenCvArea).Pixels, new ImagePreparation(Buckets).Prepare(Decoded(source)).Pixels);
    }

    [Theory]
    [InlineData(4000, 3000, 298, 224)]
    [InlineData(90, 60, 320, 214)]
    public void Enough_IsTwiceTheSizeThatItBecomes(int width, int height, int enoughWidth, int enoughHeight)
    {
        var preparation = new ImagePreparation(Buckets) { ShrinkOnLoad = true };
        var place = preparation.Place(new("JPEG", width, height));
        Assert.Equal((enoughWidth, enoughHeight), (2 * place.ResizedWidth, 2 * place.ResizedHeight));
        Assert.Equal(new ImageSize(enoughWidth, enoughHeight), preparation.Enough(new("JPEG", width, height)));
        Assert.Null(new ImagePreparation(Buckets).Enough(new("JPEG", width, height)));
    }

    /// <summary>Whether it can be used is said by the check, not while it is decoded.</summary>
    [Fact]
    public void Enough_OfWhatCannotBeUsed_IsEverything()
    {
        var preparation = new ImagePreparation(Buckets) { ShrinkOnLoad = true, NoUpscale = true };
        Assert.Null(preparation.Enough(new("JPEG", 15, 40)));
        Assert.Null(preparation.Enough(new("JPEG", 400, 300, Frames: 2)));
    }

    [Fact]
    public void Animation_IsAnErrorOfItsKind()
    {
        var still = Decoded(new Rgb24Image(64, 64));
        var source = new DecodedImage(still.Info with { Frames = 12 }, still.Channels, still.Pixels);
        var error = Assert.Throws<ImageFormatException>(() => new ImagePreparation(Buckets).Prepare(source));
        Assert.Equal(ImageProblem.SeveralFrames, error.Problem);
        Assert.Contains("PNG file of 12 frames", error.Message, StringComparison.Ordinal);
    }

    private static DecodedImage Decoded(Rgb24Image image) => Codec.Decode(Codec.EncodePng(image));
}
