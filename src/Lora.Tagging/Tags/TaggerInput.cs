using Lora.Imaging;
using Lora.Tagging.Tags;

namespace Lora.Tagging;

/// <summary>
/// A picture as taggers of the WD14 layout are given it: over white, padded with white to a square, brought to the model's size (averaged when shrinking,
/// Lanczos when growing), B, G, R from 0 to 255. Source: preprocess_image of kohya's tag_images_by_wd14_tagger.py.
/// </summary>
internal static class TaggerInput
{
    private const byte White = 255;

    /// <summary>The square picture; its pixels are the model's input in another order.</summary>
    /// <param name="picture">Upright, as decoded.</param>
    /// <param name="size">Side of the model's input.</param>
    public static Rgb24Image Square(DecodedImage picture, int size)
    {
        var opaque = picture.Opaque(new Rgb(White, White, White));
        var side = Math.Max(opaque.Width, opaque.Height);
        var square = opaque;
        if (opaque.Width != opaque.Height)
        {
            square = new Rgb24Image(side, side);
            Array.Fill(square.Pixels, White);
            square.Paste(opaque, (side - opaque.Width) / 2, (side - opaque.Height) / 2);
        }

        return side > size ? Shrink(square, size) : Resizer.Lanczos(square, size, size);
    }

    /// <summary>Its pixels as numbers, in B, G, R.</summary>
    /// <param name="square">Of <see cref="Square"/>.</param>
    /// <param name="channelsFirst">[1, 3, size, size] instead of [1, size, size, 3].</param>
    public static float[] Numbers(Rgb24Image square, bool channelsFirst)
    {
        var plane = square.Width * square.Height;
        var numbers = new float[plane * 3];
        for (var i = 0; i < plane; i++)
        {
            for (var c = 0; c < 3; c++)
            {
                numbers[channelsFirst ? (c * plane) + i : (i * 3) + c] = square.Pixels[(i * 3) + 2 - c];
            }
        }

        return numbers;
    }

    private static Rgb24Image Shrink(Rgb24Image source, int size)
    {
        var result = new Rgb24Image(size, size);
        var maps = AreaMap.Of(source.Width, size);
        var row = new float[size * 3];
        var sums = new float[size * 3];
        for (var y = 0; y < size; y++)
        {
            Array.Clear(sums);
            for (var i = 0; i < maps[y].Weights.Length; i++)
            {
                Across(source.Row(maps[y].Start + i), maps, row);
                var weight = maps[y].Weights[i];
                for (var x = 0; x < sums.Length; x++)
                {
                    sums[x] += row[x] * weight;
                }
            }

            var pixels = result.Row(y);
            for (var x = 0; x < pixels.Length; x++)
            {
                pixels[x] = (byte)Math.Clamp(MathF.Round(sums[x]), 0, White);
            }
        }

        return result;
    }

    private static void Across(ReadOnlySpan<byte> input, AreaMap[] maps, float[] row)
    {
        for (var x = 0; x < maps.Length; x++)
        {
            var (start, weights) = maps[x];
            for (var c = 0; c < 3; c++)
            {
                float sum = 0;
                for (var i = 0; i < weights.Length; i++)
                {
                    sum += input[((start + i) * 3) + c] * weights[i];
                }

                row[(x * 3) + c] = sum;
            }
        }
    }
}
