namespace Lora.Dataset.Tests.Buckets;

public sealed class BucketTableTests
{
    [Theory]
    [InlineData(512, 256, 1024, 64, 17)]
    [InlineData(768, 256, 1024, 64, 19)]
    [InlineData(1024, 256, 2048, 64, 41)]
    [InlineData(1024, 512, 2048, 32, 65)]
    public void Table_HasAsManyBucketsAsKohyas(int side, int min, int max, int step, int count) =>
        Assert.Equal(count, BucketTable.Make(side, side, min, max, step).Buckets.Count);

    [Theory]
    [InlineData(1920, 1080, 1344, 768, 1365, 768)]
    [InlineData(1000, 1500, 832, 1216, 832, 1248)]
    [InlineData(1536, 2048, 896, 1152, 896, 1195)]
    [InlineData(700, 700, 1024, 1024, 1024, 1024)]
    public void Picture_CoversTheNearestShape(int width, int height, int bucketWidth, int bucketHeight, int resizedWidth, int resizedHeight)
    {
        var choice = BucketTable.Make(1024, 1024, 512, 2048, 64).Select(width, height)!.Value;
        Assert.Equal((bucketWidth, bucketHeight), (choice.BucketWidth, choice.BucketHeight));
        Assert.Equal((resizedWidth, resizedHeight), (choice.ResizedWidth, choice.ResizedHeight));
        Assert.Equal(((resizedWidth - bucketWidth) / 2, (resizedHeight - bucketHeight) / 2), (choice.CropLeft, choice.CropTop));
    }

    [Theory]
    [InlineData(1536, 2048, 832, 1088)]
    [InlineData(700, 700, 640, 640)]
    [InlineData(300, 400, 256, 384)]
    public void WithoutUpscaling_PictureIsFlooredToTheStep(int width, int height, int bucketWidth, int bucketHeight)
    {
        var choice = BucketTable.Make(1024, 1024, 512, 2048, 64).Select(width, height, noUpscale: true)!.Value;
        Assert.Equal((bucketWidth, bucketHeight), (choice.BucketWidth, choice.BucketHeight));
    }

    [Fact]
    public void WithoutUpscaling_TinyPicture_HasNoBucket()
    {
        var table = BucketTable.Make(512, 512, 256, 1024, 64);
        Assert.Null(table.Select(100, 63, noUpscale: true));
        Assert.False(table.Select(63, 100, noUpscale: true)!.Value.IsUsable);
    }

    [Fact]
    public void SingleBucket_TakesEveryShape()
    {
        var choice = BucketTable.Single(128, 96).Select(400, 100)!.Value;
        Assert.Equal(new BucketChoice(128, 96, 384, 96, 128.0 / 96 - 4), choice);
    }

    [Theory]
    [InlineData(128, 256, 1024, 64, 128, 128)]
    [InlineData(128, 192, 96, 16, 128, 128)]
    [InlineData(32, 64, 128, 64, 32, 32)]
    [InlineData(100, 0, 0, 64, 64, 64)]
    public void ImpossibleRange_LeavesOneSquare(int side, int min, int max, int step, int width, int height) =>
        Assert.Equal([(width, height)], BucketTable.Make(side, side, min, max, step).Buckets);

    [Fact]
    public void SmallestSideOfZero_IsOneStep() =>
        Assert.Equal(BucketTable.Make(128, 128, 64, 256, 64).Buckets, BucketTable.Make(128, 128, 0, 256, 64).Buckets);
}
