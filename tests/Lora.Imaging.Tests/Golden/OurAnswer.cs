using System.Buffers.Binary;
using System.Text.Json;
using Lora.Testing;

namespace Lora.Imaging.Tests.Golden;

/// <summary>What came of a file: pixels or a problem.</summary>
internal readonly record struct Answer(JsonElement Golden, byte[] File, DecodedImage? Image, ImageFormatException? Problem);

/// <summary>What our answer must be in a case of <see cref="GoldenList.Differences"/>, which says why it is not the recorded one.</summary>
internal sealed record OurAnswer(string Pattern, Action<Answer> Check)
{
    public static IReadOnlyList<OurAnswer> All { get; } =
    [
        new("webp/animated*", static answer => Assert.Equal(ImageProblem.SeveralFrames, answer.Problem?.Problem)),
        new("png/trns-grey2*", IsKeyed),
        new("png/trns-grey4*", IsKeyed),
        new("png/trns-grey16*", IsKeyed),
        new("png/trns-rgb16*", IsKeyed),
        new("broken/png-bomb-text-chunk*", static answer => Assert.Equal("PNG", answer.Image?.Info.Format)),
        new("bmp/rle8-delta*", static answer =>
        {
            var image = Assert.IsType<DecodedImage>(answer.Image);
            // stored upside down: the last row that is given is the top one
            Assert.Equal(BmpColour(answer.File, 0), image.Pixels[^(image.Width * 3)..].Chunk(3).Last());
        }),
        new("other/*.tif", IsRecorded),
        new("other/*.tga", IsRecorded),
    ];

    public static OurAnswer Of(string name) => All.First(each => GoldenList.Matches(each.Pattern, name));

    private static void IsRecorded(Answer answer) =>
        Assert.Equal(answer.Golden.GetProperty("sha256_rgb").GetString(), Fixture.Hash(Assert.IsType<DecodedImage>(answer.Image).Opaque().Pixels));

    /// <summary>The colours are the recorded ones, and transparent is what has the key's, somewhere.</summary>
    private static void IsKeyed(Answer answer)
    {
        var image = Assert.IsType<DecodedImage>(answer.Image);
        int depth = answer.File[24], channels = answer.File[25] == 2 ? 3 : 1;
        if (depth < 16 || channels == 3)
        {
            Assert.Equal(answer.Golden.GetProperty("sha256_rgb").GetString(), Fixture.Hash(image.Opaque().Pixels));
        }

        var chunk = answer.File.AsSpan(answer.File.AsSpan().IndexOf("tRNS"u8) + 4);
        var key = new byte[3];
        for (var c = 0; c < 3; c++)
        {
            int value = BinaryPrimitives.ReadUInt16BigEndian(chunk[(Math.Min(c, channels - 1) * 2)..]);
            key[c] = (byte)(depth == 16 ? value >> 8 : value * 255 / ((1 << depth) - 1));
        }

        byte[][] pixels = [.. image.Pixels.Chunk(4)];
        Assert.Contains(pixels, pixel => pixel[3] == 0);
        Assert.All(pixels.Where(pixel => pixel[3] == 0), pixel => Assert.Equal(key, pixel[..3]));
        Assert.True(depth == 16 || pixels.Where(pixel => pixel[3] != 0).All(pixel => !key.SequenceEqual(pixel[..3])));
    }

    private static byte[] BmpColour(byte[] file, int index)
    {
        var entry = file.AsSpan(14 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(14)) + index * 4, 3);
        return [entry[2], entry[1], entry[0]];
    }
}
