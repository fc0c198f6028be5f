using System.Buffers.Binary;
using Lora.Imaging.Tests.Colour;

namespace Lora.Imaging.Tests.Bmp;

public sealed class BmpProfileTests
{
    private const uint Embedded = 0x4D424544, Srgb = 0x73524742;

    private static readonly ManagedCodec Codec = new();
    private static readonly byte[] P3 = TestProfile.Rgb("Display P3", TestProfile.DisplayP3, TestProfile.SrgbFormula);

    public static TheoryData<string?, byte[]> Files => new()
    {
        { "Display P3", File(Embedded, P3) },
        { null, File(Embedded, TestProfile.Rgb("x", TestProfile.Srgb, TestProfile.SrgbFormula)) },
        { null, File(Srgb, P3) },
        { null, File(Embedded, P3)[..^20] },
        { null, File(Embedded, []) },
        { null, Fixture.Read("bmp/rgb24.bmp") },
    };

    [Theory, MemberData(nameof(Files))]
    public void EmbeddedProfile_IsNamed(string? name, byte[] file)
    {
        Assert.Equal(name, Codec.Decode(file).Info.ForeignProfile);
        Assert.Equal(Codec.Decode(file).Info, Codec.Probe(file));
    }

    /// <summary>One pixel behind a V5 header, then the profile.</summary>
    private static byte[] File(uint colourSpace, byte[] profile)
    {
        var head = new byte[14 + 124];
        "BM"u8.CopyTo(head);
        Put(10, head.Length);
        Put(14, 124);
        Put(18, 1);
        Put(22, 1);
        Put(26, 1 | 24 << 16);
        Put(14 + 56, (int)colourSpace);
        Put(14 + 112, 124 + 4);
        Put(14 + 116, profile.Length);
        return [.. head, 1, 2, 3, 0, .. profile];

        void Put(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(at), value);
    }
}
