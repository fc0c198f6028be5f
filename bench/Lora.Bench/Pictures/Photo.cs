using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Lora.Bench;

/// <summary>
/// A picture with what makes photographs hard to decode: structure at every scale, as strong as it usually is there, edges of things that hide each other, and
/// the noise of a sensor. From a seed.
/// </summary>
internal sealed class Photo
{
    private const int Things = 60;

    private readonly int _width, _height;
    private readonly float[] _light, _warm;

    private Photo(int seed, int width, int height)
    {
        (_width, _height) = (width, height);
        var random = new Random(seed);
        (_light, _warm) = (new float[width * height], new float[width * height]);
        for (int cell = 1024, octave = 0; cell >= 2; cell /= 2, octave++)
        {
            AddOctave(random, _light, cell, 40f * MathF.Pow(0.72f, octave));
            AddOctave(random, _warm, cell, 14f * MathF.Pow(0.6f, octave));
        }

        for (var i = 0; i < Things; i++)
        {
            AddThing(random);
        }
    }

    /// <summary>A JPEG file of quality 90 with halved chroma, as cameras and telephones write them.</summary>
    public static byte[] Jpeg(int seed, int width, int height)
    {
        var photo = new Photo(seed, width, height);
        var noise = new Random(seed + 1);
        using var image = new Image<Rgb24>(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var grain = (noise.NextSingle() + noise.NextSingle() - 1) * 11;
                float light = 118 + photo._light[y * width + x] + grain, warm = photo._warm[y * width + x];
                image[x, y] = new(Level(light + warm), Level(light), Level(light - warm));
            }
        }

        var file = new MemoryStream();
        image.Save(file, new JpegEncoder { Quality = 90, ColorType = JpegColorType.YCbCrRatio420 });
        return file.ToArray();
    }

    /// <summary>Random values on a grid, joined by straight lines.</summary>
    private void AddOctave(Random random, float[] plane, int cell, float strength)
    {
        int wide = _width / cell + 2, high = _height / cell + 2;
        var grid = new float[wide * high];
        for (var i = 0; i < grid.Length; i++)
        {
            grid[i] = (random.NextSingle() * 2 - 1) * strength;
        }

        Parallel.For(0, _height, y =>
        {
            var row = y / cell * wide;
            var down = (float)(y % cell) / cell;
            for (var x = 0; x < _width; x++)
            {
                var at = row + x / cell;
                var across = (float)(x % cell) / cell;
                var upper = grid[at] + (grid[at + 1] - grid[at]) * across;
                var lower = grid[at + wide] + (grid[at + wide + 1] - grid[at + wide]) * across;
                plane[y * _width + x] += upper + (lower - upper) * down;
            }
        });
    }

    /// <summary>A disc with a sharp edge and another brightness.</summary>
    private void AddThing(Random random)
    {
        int size = random.Next(20, _height / 5), left = random.Next(_width), top = random.Next(_height);
        float light = random.Next(-50, 50), warm = random.Next(-25, 25);
        for (var y = Math.Max(0, top - size); y < Math.Min(_height, top + size); y++)
        {
            var half = (int)Math.Sqrt((double)size * size - (double)(y - top) * (y - top));
            for (var x = Math.Max(0, left - half); x < Math.Min(_width, left + half); x++)
            {
                _light[y * _width + x] = _light[y * _width + x] * 0.7f + light;
                _warm[y * _width + x] = _warm[y * _width + x] * 0.7f + warm;
            }
        }
    }

    private static byte Level(float value) => (byte)Math.Clamp(value, 0, 255);
}
