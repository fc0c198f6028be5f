using Lora.Imaging;

namespace Lora.Sdk.Tests.Learning;

/// <summary>
/// What the middle of a picture looks like in 64 + 9 numbers, without a model: a colour histogram (4 levels a channel, each pixel shared between its two
/// nearest levels) and how strong its edges are in 9 directions. The middle is half the width and half the height: where the subject is, whatever the
/// background. A set of pictures is as far from the training pictures as its pictures are, on average, from the nearest of them.
/// </summary>
internal static class PictureStatistics
{
    private const int Levels = 4, Directions = 9;

    /// <summary>Mean distance of the pictures of a set to the nearest training picture, both PNG or JPEG files.</summary>
    public static double Distance(IEnumerable<string> set, IEnumerable<string> training)
    {
        var known = training.Select(Of).ToArray();
        return set.Select(Of).Average(picture => known.Min(other => Distance(picture, other)));
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    private static double[] Of(string file)
    {
        var whole = new ManagedCodec().Decode(File.ReadAllBytes(file)).Opaque();
        return Of(whole.Crop(whole.Width / 4, whole.Height / 4, whole.Width / 2, whole.Height / 2));
    }

    private static double[] Of(Rgb24Image picture)
    {
        var statistics = new double[Levels * Levels * Levels + Directions];
        var pixels = picture.Width * picture.Height;
        for (var i = 0; i < pixels; i++)
        {
            AddColour(statistics, picture.Pixels.AsSpan(i * 3, 3), 1.0 / pixels);
        }

        AddEdges(statistics.AsSpan(Levels * Levels * Levels), picture);
        return statistics;
    }

    private static void AddColour(double[] histogram, ReadOnlySpan<byte> rgb, double weight)
    {
        for (var corner = 0; corner < 8; corner++)
        {
            var (bin, share) = (0, weight);
            for (var channel = 0; channel < 3; channel++)
            {
                var position = rgb[channel] / 255.0 * (Levels - 1);
                var low = Math.Min((int)position, Levels - 2);
                var high = (corner >> channel) & 1;
                bin = bin * Levels + low + high;
                share *= high == 1 ? position - low : 1 - (position - low);
            }

            histogram[bin] += share;
        }
    }

    private static void AddEdges(Span<double> edges, Rgb24Image picture)
    {
        for (var y = 1; y < picture.Height - 1; y++)
        {
            for (var x = 1; x < picture.Width - 1; x++)
            {
                double dx = Grey(picture, x + 1, y) - Grey(picture, x - 1, y), dy = Grey(picture, x, y + 1) - Grey(picture, x, y - 1);
                var angle = Math.Atan2(dy, dx);
                var direction = (int)((angle < 0 ? angle + Math.PI : angle) / Math.PI * Directions) % Directions;
                edges[direction] += Math.Sqrt(dx * dx + dy * dy) / (255.0 * picture.Width * picture.Height) * Directions;
            }
        }
    }

    private static double Grey(Rgb24Image picture, int x, int y)
    {
        var pixel = picture.Pixels.AsSpan((y * picture.Width + x) * 3, 3);
        return 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
    }
}
