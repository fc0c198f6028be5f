namespace Lora.Imaging.Tests.Resample;

public sealed class ResizerTests
{
    private static readonly ManagedCodec Codec = new();

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Fixture.All("resize.json").Length)];

    [Theory, MemberData(nameof(Rows))]
    public void ReferencePicture_GivesPillowsPixels(int row)
    {
        var expected = Fixture.All("resize.json")[row];
        var image = Resizer.Lanczos(Codec.Decode(expected.Bytes).Opaque(), expected.Size[0], expected.Size[1]);
        Assert.Equal(expected.Sha256, Fixture.Hash(image.Pixels));
    }

    [Theory]
    [InlineData(40, 30)]
    [InlineData(7, 90)]
    [InlineData(1, 1)]
    public void OneColour_StaysThatColour(int width, int height)
    {
        var source = new Rgb24Image(13, 17);
        source.Pixels.AsSpan().Fill(201);
        Assert.All(Resizer.Lanczos(source, width, height).Pixels, p => Assert.Equal(201, p));
    }
}
