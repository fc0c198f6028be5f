using System.Buffers.Binary;
using System.Text.Json;
using Lora.Testing;

namespace Lora.Imaging.Tests.Golden;

/// <summary>What came of a file: pixels or a problem.</summary>
internal readonly record struct Answer(JsonElement Golden, byte[] File, DecodedImage? Image, ImageFormatException? Problem);

/// <summary>Where we answer otherwise than the recorded reader or its wish, on purpose: why, in a sentence, and what our answer must be.</summary>
internal sealed record DeliberateDifference(string Pattern, string Why, Action<Answer> Check)
{
    public static IReadOnlyList<DeliberateDifference> All { get; } =
    [
        new("webp/animated*", "An animation is several pictures, of which none may be chosen in silence.",
            static answer => Assert.Equal(ImageProblem.SeveralFrames, answer.Problem?.Problem)),
        new("png/trns-grey2*", "Pillow compares the key with stretched samples and never finds it; the standard compares before.", IsKeyed),
        new("png/trns-grey4*", "As for 2 bits.", IsKeyed),
        new("png/trns-grey16*", "Pillow compares the 16-bit key with 8-bit samples, and makes 16-bit grey white.", IsKeyed),
        new("png/trns-rgb16*", "As for grey.", IsKeyed),
        new("broken/png-bomb-text-chunk*", "Texts are never unpacked, so that a huge one does no harm; the pixels are whole.",
            static answer => Assert.Equal("PNG", answer.Image?.Info.Format)),
        new("bmp/rle8-delta*", "Pixels that are jumped over are colour 0, as Windows has it; Pillow counts them as missing.", static answer =>
        {
            var image = Assert.IsType<DecodedImage>(answer.Image);
            // stored upside down: the last row that is given is the top one
            Assert.Equal(BmpColour(answer.File, 0), image.Pixels[^(image.Width * 3)..].Chunk(3).Last());
        }),
        new("other/*.tif", "It was to be refused; it is read now, to the recorded pixels.", IsRecorded),
        new("other/*.tga", "As for TIFF.", IsRecorded),
    ];

    public static DeliberateDifference? Of(string name) => All.FirstOrDefault(each => WaitingList.Matches(each.Pattern, name));

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
