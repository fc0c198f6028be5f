using Lora.Dataset;
using Lora.Imaging;
using Lora.Tensors;

namespace Lora.Bench;

/// <summary>
/// The search for near-duplicates, on hashes of which one in ten is a few bits away from an earlier one, and the measures of a picture of noise.
/// </summary>
public static class DuplicateFigures
{
    private const int Pictures = 10_000, Threshold = 8;

    public static void Run(BenchOptions options)
    {
        var hashes = Hashes();
        Figure.Print(options, $"near-duplicates of {Pictures} pictures", options.Seconds / 3, () => NearDuplicates.Groups(hashes, Threshold));
        foreach (var (width, height) in (ReadOnlySpan<(int, int)>)[(1024, 1024), (4000, 3000)])
        {
            var picture = Noise(width, height);
            Figure.Print(options, $"measures of {width}x{height}", options.Seconds / 6, () => PictureMeasures.Of(picture, default, 1024));
            Figure.Print(options, $"thumbnail of {width}x{height}", options.Seconds / 6, () => Thumbnail.Of(picture));
        }
    }

    private static PictureHashes[] Hashes()
    {
        var random = new Generator(1);
        var hashes = new PictureHashes[Pictures];
        for (var i = 0; i < Pictures; i++)
        {
            var near = i % 10 == 9 ? hashes[i - 9] : new PictureHashes(random.NextUInt64(), random.NextUInt64());
            hashes[i] = i % 10 == 9 ? new(near.Frequencies ^ 0b101, near.Differences ^ (1UL << i % 64)) : near;
        }

        return hashes;
    }

    private static Rgb24Image Noise(int width, int height)
    {
        var random = new Generator(2);
        var picture = new Rgb24Image(width, height);
        for (var i = 0; i < picture.Pixels.Length; i++)
        {
            picture.Pixels[i] = (byte)random.NextUInt32();
        }

        return picture;
    }
}
