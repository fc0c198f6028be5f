using System.Text.Json;

namespace Lora.Imaging.Tests.Jpeg;

public sealed class ShrunkJpegTests
{
    private static readonly ManagedCodec Codec = new();
    private static readonly Row[] All = JsonSerializer.Deserialize<Row[]>(Fixture.Read("shrink.json"), JsonSerializerOptions.Web)!;

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, All.Length)];

    [Theory, MemberData(nameof(Rows))]
    public void ReferencePicture_HasTheReferencesPixels(int row)
    {
        var (file, size, shrink, sha256) = All[row];
        var bytes = Fixture.Read(file);
        var info = Codec.Probe(bytes);
        // a size of 1 allows any shrinking: what is asked for must be all that this one allows
        var image = Codec.Decode(bytes, _ => new(Math.Max(1, info.Width / shrink), Math.Max(1, info.Height / shrink)));
        if (info.Width < shrink || info.Height < shrink)
        {
            Assert.True(image.Shrink < shrink);
            return;
        }

        Assert.Equal((shrink, size[0], size[1]), (image.Shrink, image.Width, image.Height));
        Assert.Equal(info, image.Info);
        Assert.Equal(sha256, Fixture.Hash(image.Pixels));
    }

    [Theory]
    [InlineData(800, 600, 400, 300, 2)]
    [InlineData(799, 600, 400, 300, 1)]
    [InlineData(800, 600, 200, 151, 2)]
    [InlineData(800, 600, 200, 150, 4)]
    [InlineData(8000, 6000, 10, 10, 8)]
    [InlineData(800, 600, 1000, 10, 1)]
    public void Shrink_LeavesAtLeastWhatIsEnough(int width, int height, int enoughWidth, int enoughHeight, int shrink) =>
        Assert.Equal(shrink, new ImageSize(enoughWidth, enoughHeight).Shrink(new("JPEG", width, height)));

    [Fact]
    public void NoSizeAskedFor_GivesAllPixels()
    {
        var bytes = Fixture.Read("jpeg/420-baseline.jpg");
        var whole = Codec.Decode(bytes);
        Assert.Equal(whole.Pixels, Codec.Decode(bytes, _ => null).Pixels);
        Assert.Equal(1, whole.Shrink);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void TurnedPicture_IsShrunkAndUpright(int orientation)
    {
        var stored = Half(1);
        var half = Half(orientation);
        var (w, h) = (stored.Width, stored.Height);
        Assert.Equal(orientation >= 5 ? (h, w) : (w, h), (half.Width, half.Height));
        Assert.Equal((2, orientation), (half.Shrink, half.Info.Orientation));
        for (var y = 0; y < half.Height; y++)
        {
            for (var x = 0; x < half.Width; x++)
            {
                var (fromX, fromY) = orientation switch
                {
                    1 => (x, y),
                    2 => (w - 1 - x, y),
                    3 => (w - 1 - x, h - 1 - y),
                    4 => (x, h - 1 - y),
                    5 => (y, x),
                    6 => (y, h - 1 - x),
                    7 => (w - 1 - y, h - 1 - x),
                    _ => (w - 1 - y, x),
                };
                Assert.Equal(stored.Pixels.AsSpan((fromY * w + fromX) * 3, 3).ToArray(), half.Pixels.AsSpan((y * half.Width + x) * 3, 3).ToArray());
            }
        }
    }

    /// <summary>All of these files hold the same stored pixels.</summary>
    private static DecodedImage Half(int orientation) =>
        Codec.Decode(Fixture.Read($"jpeg/exif-orientation{orientation}.jpg"), info => new(info.Width / 2, info.Height / 2));

    private sealed record Row(string File, int[] Size, int Shrink, string Sha256);
}
