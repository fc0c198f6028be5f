using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Lora.Testing;

namespace Lora.Imaging.Tests.Golden;

/// <summary>The measures of quality as OpenCV, ImageHash and ImageMagick give them, borders that are known by construction, and pairs of pictures.</summary>
[Trait("Golden", "quality")]
public sealed class QualityGoldenTests
{
    private static readonly ManagedCodec Codec = new();

    private static readonly (string Name, Func<GreyImage, ulong> Of)[] Hashes =
    [
        ("phash", ImageHash.Frequency), ("dhash", ImageHash.Difference), ("average_hash", ImageHash.Average), ("whash", ImageHash.Wavelet),
        ("dhash_vertical", ImageHash.DifferenceDown), ("phash_simple", ImageHash.RowFrequency),
    ];

    public static IEnumerable<TheoryDataRow<GoldenCase>> Measures => Of("measure");

    public static IEnumerable<TheoryDataRow<GoldenCase>> Qualities => Of("jpeg_quality");

    public static IEnumerable<TheoryDataRow<GoldenCase>> Borders => Of("border");

    public static IEnumerable<TheoryDataRow<GoldenCase>> Pairs => Of("pair");

    [Theory, MemberData(nameof(Measures))]
    public void Measure_IsThePeers(GoldenCase golden)
    {
        var image = Image(golden, "file");
        Assert.Equal(golden.Json.GetProperty("size").EnumerateArray().Select(side => side.GetInt32()), [image.Width, image.Height]);
        GreyImage grey = GreyImage.OpenCv(image), pillow = GreyImage.Pillow(image);
        Assert.Equal(golden.Json.GetProperty("gray_cv2_sha256").GetString(), Fixture.Hash(grey.Pixels));
        Assert.Equal(golden.Json.GetProperty("gray_pillow_sha256").GetString(), Fixture.Hash(pillow.Pixels));
        var blocks = Blockiness.Of(grey);
        foreach (var (name, value) in (ReadOnlySpan<(string, double)>)
            [
                ("gray_cv2_std", grey.Deviation()), ("laplacian_mean", Stencil.Laplacian.Over(grey).Mean), ("laplacian_variance", Sharpness.Laplacian(grey)),
                ("laplacian_variance_ksize3", Sharpness.WideLaplacian(grey)), ("laplacian_variance_pillow_gray", Sharpness.Laplacian(pillow)),
                ("tenengrad", Sharpness.Tenengrad(grey)), ("block_edge", blocks.Edge), ("block_inside", blocks.Inside), ("blockiness", blocks.Ratio),
            ])
        {
            golden.Expect(name);
            golden.Compare(name, [value], [golden.Json.GetProperty(name).GetDouble()],
                new GoldenTolerance(0, golden.Json.GetProperty("tolerance").GetProperty("relative").GetDouble()));
        }

        golden.AllCompared();
        AssertHashes(golden.Json, pillow, golden.Json.GetProperty("tolerance").GetProperty("hash_bits").GetInt32());
    }

    [Theory, MemberData(nameof(Qualities))]
    public void JpegQuality_IsImageMagicks(GoldenCase golden)
    {
        // where it gives up, the case says what is right
        var (expected, tolerance) = golden.Json.TryGetProperty("want", out _) ? (golden.Json.GetProperty("encoder_quality").GetInt32(), 2)
            : (golden.Json.GetProperty("imagemagick_Q").GetInt32(), golden.Json.GetProperty("tolerance").GetProperty("absolute").GetInt32());
        var estimate = Assert.IsType<int>(JpegQuality.Estimate(Bytes(golden, "file")));
        Assert.InRange(estimate, expected - tolerance, expected + tolerance);
    }

    [Theory, MemberData(nameof(Borders))]
    public void Border_IsFoundToThePixel(GoldenCase golden)
    {
        var image = Image(golden, "file");
        var border = PictureBorder.Of(image);
        if (golden.Json.GetProperty("content_box").ValueKind is JsonValueKind.Null)
        {
            Assert.True(border.IsFlat);
            return;
        }

        Assert.False(border.IsFlat);
        var tolerance = golden.Json.GetProperty("tolerance").GetProperty("pixels").GetInt32();
        foreach (var (name, value) in (ReadOnlySpan<(string, int)>)
            [("left", border.Left), ("top", border.Top), ("right", border.Right), ("bottom", border.Bottom)])
        {
            var expected = golden.Json.GetProperty(name).GetInt32();
            Assert.True(Math.Abs(value - expected) <= tolerance, $"{name} is {value}, and should be {expected}");
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Pair_IsAsFarApartAsImageHashSays(GoldenCase golden)
    {
        GreyImage a = GreyImage.Pillow(Image(golden, "a")), b = GreyImage.Pillow(Image(golden, "b"));
        var bits = golden.Json.GetProperty("tolerance").GetProperty("hash_bits").GetInt32();
        AssertHashes(golden.Json.GetProperty("hash_a"), a, bits);
        AssertHashes(golden.Json.GetProperty("hash_b"), b, bits);
        foreach (var (name, hash) in Hashes)
        {
            var expected = golden.Json.GetProperty("distance").GetProperty(name).GetInt32();
            Assert.InRange(BitOperations.PopCount(hash(a) ^ hash(b)), expected - bits, expected + bits);
        }
    }

    private static void AssertHashes(JsonElement expected, GreyImage image, int bits)
    {
        foreach (var (name, hash) in Hashes)
        {
            var (want, got) = (ulong.Parse(expected.GetProperty(name).GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture), hash(image));
            Assert.True(BitOperations.PopCount(want ^ got) <= bits, $"{name} is {got:x16}, and should be {want:x16}");
        }
    }

    private static IEnumerable<TheoryDataRow<GoldenCase>> Of(string kind) =>
        GoldenCases.Of("quality", golden => golden.Json.GetProperty("kind").GetString() == kind);

    private static Rgb24Image Image(GoldenCase golden, string name) => Codec.Decode(Bytes(golden, name)).Opaque();

    private static byte[] Bytes(GoldenCase golden, string name) =>
        File.ReadAllBytes(GoldenFolder.Find("quality", golden.Json.GetProperty(name).GetString()!));
}
