using FsCheck;
using FsCheck.Fluent;
using Lora.Imaging.Colour;

namespace Lora.Imaging.Tests.Colour;

public sealed class IccProfileTests
{
    private static readonly byte[] Table = TestProfile.Table(1024, TestProfile.SrgbCurve);

    public static TheoryData<string, byte[]> SrgbProfiles => new()
    {
        { "table", TestProfile.Rgb("sRGB IEC61966-2.1", TestProfile.Srgb, Table) },
        { "formula", TestProfile.Rgb("sRGB built-in", TestProfile.Srgb, TestProfile.SrgbFormula, version: 4) },
        { "without its name", TestProfile.Rgb("c2", TestProfile.Srgb, TestProfile.Table(42, TestProfile.SrgbCurve)) },
        { "no name at all", TestProfile.Rgb("", TestProfile.Srgb, Table) },
        { "rounded primaries", TestProfile.Rgb("c2ci", [0.436, 0.222, 0.014, 0.385, 0.717, 0.097, 0.143, 0.061, 0.714], Table) },
        { "a camera's power", TestProfile.Rgb("Camera sRGB 4.0.0", TestProfile.Srgb, TestProfile.Power(2.2)) },
        { "tables only", TestProfile.Make("RGB ", [("desc", TestProfile.Description("sRGB v4 ICC preference", 4)), ("A2B0", new byte[40])]) },
        { "grey", TestProfile.Grey("Grey with sRGB's curve", Table) },
    };

    [Theory, MemberData(nameof(SrgbProfiles))]
    public void Srgb_IsNotForeign(string kind, byte[] profile) => Assert.True(IccProfile.ForeignName(profile) is null, kind);

    public static TheoryData<string, byte[]> ForeignProfiles => new()
    {
        { "Display P3", TestProfile.Rgb("Display P3", TestProfile.DisplayP3, TestProfile.SrgbFormula, version: 4) },
        { "Adobe RGB (1998)", TestProfile.Rgb("Adobe RGB (1998)", TestProfile.AdobeRgb, TestProfile.Power(2.19921875)) },
        { "ProPhoto RGB", TestProfile.Rgb("ProPhoto RGB", TestProfile.ProPhoto, TestProfile.Power(1.8)) },
        { "Dot Gain 20%", TestProfile.Grey("Dot Gain 20%", TestProfile.Table(256, x => Math.Pow(x, 1.75))) },
        { "Gray Gamma 2.2", TestProfile.Grey("Gray Gamma 2.2", TestProfile.Power(2.2)) },
        { "linear sRGB", TestProfile.Rgb("linear sRGB", TestProfile.Srgb, TestProfile.Table(2, x => x)) },
        { "linear sRGB", TestProfile.Rgb("linear sRGB", TestProfile.Srgb, [.. "curv"u8, .. new byte[8]]) },
        { "not sRGB at all", TestProfile.Rgb("not sRGB at all", TestProfile.DisplayP3, Table) },
        { "Video", TestProfile.Rgb("Video", TestProfile.Srgb, TestProfile.Formula(3, 1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081)) },
        { "U.S. Web Coated (SWOP) v2", TestProfile.Make("CMYK", [("desc", TestProfile.Description("U.S. Web Coated (SWOP) v2", 2))]) },
        { "two lines", TestProfile.Rgb(" two\n\0lines", TestProfile.DisplayP3, Table, version: 4) },
        { "unnamed", TestProfile.Rgb("", TestProfile.DisplayP3, Table) },
        { new string('x', 80), TestProfile.Rgb(new string('x', 300), TestProfile.DisplayP3, Table) },
    };

    [Theory, MemberData(nameof(ForeignProfiles))]
    public void AnyOther_IsForeignUnderItsName(string name, byte[] profile) => Assert.Equal(name, IccProfile.ForeignName(profile));

    [Fact]
    public void EveryKindOfFormula_IsRead()
    {
        byte[][] curves =
        [
            TestProfile.Formula(0, 2.4), TestProfile.Formula(1, 2.4, 1 / 1.055, 0.055 / 1.055), TestProfile.Formula(2, 2.4, 1 / 1.055, 0.055 / 1.055, 0),
            TestProfile.SrgbFormula, TestProfile.Formula(4, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045, 0, 0),
        ];
        double[] expected = [0.0252, 0.0009, 0.0009, 0, 0];
        Assert.All(curves.Zip(expected), pair => Assert.Equal(pair.Second, IccCurve.DistanceFromSrgb(pair.First)!.Value, 0.001));
        Assert.Null(IccCurve.DistanceFromSrgb(TestProfile.Formula(5, 1, 1, 1, 1, 1, 1, 1)));
        Assert.Null(IccCurve.DistanceFromSrgb(TestProfile.Formula(4, 2.4)));
        Assert.Null(IccCurve.DistanceFromSrgb(Table[..100]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no profile")]
    public void OtherBytes_AreNoProfile(string text) => Assert.Null(IccProfile.ForeignName(System.Text.Encoding.ASCII.GetBytes(text.PadRight(200))));

    [Fact]
    public void AnyBytes_AreAnAnswer() => Prop.ForAll<byte[]>(bytes => IccProfile.ForeignName(bytes) is null or { Length: > 0 and <= 80 })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(7, 3));

    [Fact]
    public void ChangedOrCutProfile_IsAnAnswer()
    {
        byte[][] profiles = [.. SrgbProfiles.Concat(ForeignProfiles).Select(row => row.Data.Item2)];
        var damaged = from profile in Gen.Elements(profiles)
                      from length in Gen.Choose(0, profile.Length)
                      from changes in Gen.Zip(Gen.Choose(0, 400), Gen.Choose(0, 255)).ListOf(6)
                      select Changed(profile, length, changes);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(11, 13), Prop.ForAll(damaged.ToArbitrary(), bytes =>
            IccProfile.ForeignName(bytes) is null or { Length: > 0 and <= 80 }));
    }

    private static byte[] Changed(byte[] profile, int length, IEnumerable<(int At, int Value)> changes)
    {
        // half of them stay whole
        var bytes = profile[..(length % 2 == 0 ? profile.Length : length)];
        foreach (var (at, value) in changes.Where(change => change.At < bytes.Length))
        {
            bytes[at] = (byte)value;
        }

        return bytes;
    }
}
