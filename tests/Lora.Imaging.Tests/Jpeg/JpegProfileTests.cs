using Lora.Imaging.Tests.Colour;

namespace Lora.Imaging.Tests.Jpeg;

public sealed class JpegProfileTests
{
    private const byte App2 = 0xE2;

    private static readonly ManagedCodec Codec = new();
    private static readonly byte[] Good = Fixture.Read("jpeg/420-baseline.jpg");
    private static readonly byte[] P3 = TestProfile.Rgb("Display P3", TestProfile.DisplayP3, TestProfile.Table(300, TestProfile.SrgbCurve));

    public static TheoryData<string?, byte[][]> Segments => new()
    {
        { null, [] },
        { "Display P3", [Part(1, 1, P3)] },
        { "Display P3", [Part(1, 3, P3[..200]), Part(2, 3, P3[200..900]), Part(3, 3, P3[900..])] },
        { "Display P3", [Part(2, 2, P3[500..]), Part(1, 2, P3[..500])] },
        { null, [Part(1, 1, TestProfile.Rgb("sRGB", TestProfile.Srgb, TestProfile.SrgbFormula))] },
        { null, [Part(1, 2, P3)] },
        { null, [Part(1, 3, P3[..200]), Part(3, 3, P3[200..])] },
        { null, [Part(0, 1, P3)] },
        { null, [Part(1, 1, [1, 2, 3])] },
        { null, [[.. "ICC_PROFILE\0"u8]] },
        { null, [[.. "ICC_PROFILE\0\u0001"u8]] },
    };

    [Theory, MemberData(nameof(Segments))]
    public void Profile_IsNamedWhereAllItsPartsAreThere(string? name, byte[][] segments)
    {
        var image = Codec.Decode(JpegFile.With(Good, App2, segments));
        Assert.Equal(name, image.Info.ForeignProfile);
        Assert.Equal(image.Info, Codec.Probe(JpegFile.With(Good, App2, segments)));
        Assert.Equal(Codec.Decode(Good).Pixels, image.Pixels);
    }

    private static byte[] Part(byte number, byte count, byte[] part) => [.. "ICC_PROFILE\0"u8, number, count, .. part];
}
