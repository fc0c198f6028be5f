using System.Text.Json;
using Lora.Testing;

namespace Lora.Imaging.Tests.Golden;

/// <summary>Pillow's reading of every kind of file: the same bytes, or an error where it gives one.</summary>
[Trait("Golden", "images")]
public sealed class ImagesGoldenTests
{
    private static readonly ManagedCodec Codec = new();

    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("images");

    [Theory, MemberData(nameof(Cases))]
    public void File_GivesTheRecordedPixelsOrAnError(GoldenCase golden)
    {
        var file = File.ReadAllBytes(GoldenFolder.Find("images", golden.Json.GetProperty("file").GetString()!));
        var problem = Decode(file, out var image);
        if (image is not null)
        {
            Assert.Equal(image.Info, Codec.Probe(file));
        }

        if (GoldenList.Differences.ReasonFor(golden.DisplayName, golden.Op) is not null)
        {
            OurAnswer.Of(golden.Name).Check(new(golden.Json, file, image, problem));
            return;
        }

        var want = Text(golden.Json, "want") ?? "";
        if (Text(golden.Json, "result") == "error" || want.StartsWith("error", StringComparison.Ordinal))
        {
            Assert.NotNull(problem);
            if (golden.Name.StartsWith("other/", StringComparison.Ordinal))
            {
                Assert.Equal(ImageProblem.Unsupported, problem.Problem);
            }
        }
        else if (problem is null || !want.Contains("error", StringComparison.Ordinal))
        {
            Compare(golden.Json, image ?? throw problem!);
        }
    }

    private static void Compare(JsonElement golden, DecodedImage image)
    {
        var upright = golden.TryGetProperty("transposed", out var transposed) ? transposed : golden;
        var size = upright.GetProperty("size");
        Assert.Equal((size[0].GetInt32(), size[1].GetInt32()), (image.Width, image.Height));
        Assert.Equal(golden.GetProperty("format").GetString(), image.Info.Format, ignoreCase: true);
        Assert.Equal(golden.TryGetProperty("frames", out var frames) ? frames.GetInt32() : 1, image.Info.Frames);
        Assert.Equal(Text(golden, "sha256_rgb_high_byte") ?? Text(upright, "sha256_rgb"), Fixture.Hash(image.Opaque().Pixels));
        if (Text(golden, "sha256_rgba") is { } rgba)
        {
            Assert.Equal(4, image.Channels);
            Assert.Equal(rgba, Fixture.Hash(image.Pixels));
            foreach (var (name, level) in (ReadOnlySpan<(string, byte)>)[("white", 255), ("black", 0), ("grey128", 128)])
            {
                var expected = golden.GetProperty("composite").GetProperty(name).GetProperty("sha256_rgb").GetString();
                Assert.Equal(expected, Fixture.Hash(image.Opaque(new(level, level, level)).Pixels));
            }
        }
    }

    private static ImageFormatException? Decode(byte[] file, out DecodedImage? image)
    {
        try
        {
            image = Codec.Decode(file);
            return null;
        }
        catch (ImageFormatException e)
        {
            image = null;
            return e;
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
