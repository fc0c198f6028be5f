using FsCheck;
using FsCheck.Fluent;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Dataset.Tests;

public class PictureCropTests
{
    private static readonly BucketTable Buckets = BucketTable.Make(128, 128, 64, 256, 16);

    [Fact]
    public void Random_ReachesBothEnds()
    {
        var bucket = Buckets.Select(300, 200)!.Value;
        Assert.Equal((160, 96, 160, 107), (bucket.BucketWidth, bucket.BucketHeight, bucket.ResizedWidth, bucket.ResizedHeight));
        var crop = new PictureCrop(IsRandom: true);
        var tops = Enumerable.Range(0, 24).Select(i => crop.Draw(bucket, 300, 200, () => i / 24.0)).ToArray();
        Assert.Equal(Enumerable.Range(0, 12), tops.Select(place => place.Top).Distinct());
        Assert.All(tops, place => Assert.Equal((160, 107, 0), (place.Width, place.Height, place.Left)));
    }

    // as sd-scripts' crop_target: 800 x 600 to 128 x 128, a face of 60 x 80
    [Theory]
    [InlineData(1.6, 3.2, 0, 400, 300, 136, 86)]
    [InlineData(1.6, 3.2, 0.999999, 800, 600, 336, 236)]
    [InlineData(1.6, 1.6, 0.7, 800, 600, 336, 236)]
    [InlineData(1, 100, 0, 171, 128, 21, 0)]
    public void Face_IsInTheMiddleAtEveryScale(double min, double max, double chance, int width, int height, int left, int top)
    {
        var bucket = BucketTable.Single(128, 128).Select(800, 600)!.Value;
        var first = true;
        var place = new PictureCrop(Face: new FaceCrop(400, 300, 60, 80, min, max)).Draw(bucket, 800, 600, () =>
        {
            var scale = first ? chance : 0.5;
            first = false;
            return scale;
        });
        Assert.Equal(new CropPlace(width, height, left, top), place);
    }

    [Fact]
    public void Draws_LieInThePictureAndShowTheFacesMiddle()
    {
        var sides = Gen.Choose(40, 900);
        var pictures = from width in sides
                       from height in sides
                       from x in Gen.Choose(0, width - 1)
                       from y in Gen.Choose(0, height - 1)
                       from face in Gen.Choose(1, 400)
                       from min in Gen.Choose(1, 40)
                       from more in Gen.Choose(0, 40)
                       from kind in Gen.Choose(0, 2)
                       from seed in Gen.Choose(0, 1000)
                       select (width, height, new FaceCrop(x, y, face, face, min / 10.0, (min + more) / 10.0), kind, seed);
        Prop.ForAll(Arb.From(pictures), picture =>
        {
            var (width, height, face, kind, seed) = picture;
            var bucket = Buckets.Select(width, height)!.Value;
            var random = new System.Random(seed);
            var crop = new PictureCrop(IsRandom: kind != 1, kind != 0 ? face : null);
            var place = crop.Draw(bucket, width, height, random.NextDouble);
            var (most, tall) = crop.Kept(bucket, width, height);
            Assert.InRange(place.Left, 0, place.Width - bucket.BucketWidth);
            Assert.InRange(place.Top, 0, place.Height - bucket.BucketHeight);
            // what is kept is never enlarged again
            Assert.True(place.Width <= most && place.Height <= tall, $"{place} of {most} x {tall}");
            if (kind == 1 && face.Min == face.Max)
            {
                Assert.InRange(face.X * (double)place.Width / width, place.Left - 2, place.Left + bucket.BucketWidth + 2);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Centred_IsTheMiddle()
    {
        var bucket = Buckets.Select(300, 200)!.Value;
        var crop = new PictureCrop();
        Assert.True(crop.IsCentred);
        Assert.Equal((160, 96), crop.Kept(bucket, 300, 200));
        Assert.Equal(new CropPlace(160, 107, 0, 5), crop.Draw(bucket, 300, 200, () => throw new InvalidOperationException("nothing is drawn")));
    }

    [Theory]
    [InlineData("images/hero_310_205_96_120.png", "310 205 96 120 of 1 to 4")]
    [InlineData("a_b_1_2_3_4.jpg", "1 2 3 4 of 1 to 4")]
    [InlineData("hero_310_205_96.png", null)]
    [InlineData("310_205_96_120.png", null)]
    [InlineData("hero_310_205_0_120.png", null)]
    [InlineData("hero_310_205_96_x.png", null)]
    [InlineData("hero_310_205_96_-1.png", null)]
    public void Names_TellOfFaces(string name, string? face) => Assert.Equal(face, FaceCrop.Of(name, new NumberRange(1, 4))?.ToString());
}
