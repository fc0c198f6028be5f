using Lora.Imaging.Tests.Colour;
using static Lora.Imaging.Tests.Png.PngFile;

namespace Lora.Imaging.Tests.Png;

/// <summary>Frames and profiles are told beside the pixels, which stay those of the first frame.</summary>
public sealed class PngMetadataTests
{
    private static readonly ManagedCodec Codec = new();
    private static readonly byte[] P3 = TestProfile.Rgb("Display P3", TestProfile.DisplayP3, TestProfile.SrgbFormula, version: 4);
    private static readonly (string, byte[]) FrameControl = ("fcTL", new byte[26]);

    public static TheoryData<int, byte[]> Animations => new()
    {
        { 1, Picture() },
        { 3, Picture(Frames(3), FrameControl) },
        { 1, Picture(Frames(1), FrameControl) },
        { 2, Picture(Frames(1)) },
        { 1, Picture(Frames(0), FrameControl) },
        { 1, Picture(("acTL", [0, 0, 2])) },
        { int.MaxValue, Picture(("acTL", [255, 255, 255, 255, 0, 0, 0, 0])) },
        { 1, Of(Header(1, 1, 8, 2), Pixels(0, 1, 2, 3), Frames(3)) },
        { 2, Fixture.Read("png/apng.png") },
    };

    [Theory, MemberData(nameof(Animations))]
    public void Animation_TellsItsFrames(int frames, byte[] file)
    {
        Assert.Equal(frames, Codec.Probe(file).Frames);
        Assert.Equal(Codec.Probe(file), Codec.Decode(file).Info);
    }

    [Fact]
    public void ForeignProfile_IsNamed()
    {
        Assert.Equal("Display P3", Codec.Decode(Picture(Profile(P3))).Info.ForeignProfile);
        Assert.Null(Codec.Probe(Picture(Profile(TestProfile.Rgb("x", TestProfile.Srgb, TestProfile.SrgbFormula)))).ForeignProfile);
        Assert.Null(Codec.Probe(Picture(("sRGB", [0]), ("gAMA", [0, 1, 0x86, 0xA0]))).ForeignProfile);
    }

    public static TheoryData<string, byte[]> DamagedProfiles => new()
    {
        { "empty", [] },
        { "a name of nothing", [0] },
        { "a name alone", [.. "name"u8] },
        { "no method", [.. "name\0"u8] },
        { "no data", [.. "name\0\0"u8] },
        { "no zlib", [.. "name\0\0garbage"u8] },
        { "another method", [.. "name\0\u0001"u8, .. Packed(P3)] },
        { "cut off", [.. "name\0\0"u8, .. Packed(P3)[..40]] },
        { "an empty profile", [.. "name\0\0"u8, .. Packed([])] },
        { "too long", [.. "name\0\0"u8, .. Packed(new byte[20_000_000])] },
    };

    [Theory, MemberData(nameof(DamagedProfiles))]
    public void DamagedProfile_LeavesThePicture(string kind, byte[] chunk)
    {
        var image = Codec.Decode(Picture(("iCCP", chunk)));
        Assert.Equal([1, 2, 3], image.Pixels);
        Assert.True(image.Info.ForeignProfile is null, kind);
    }

    private static byte[] Picture(params (string, byte[])[] chunks) => Of([Header(1, 1, 8, 2), .. chunks, Pixels(0, 1, 2, 3)]);

    private static (string, byte[]) Frames(byte count) => ("acTL", [0, 0, 0, count, 0, 0, 0, 0]);
}
