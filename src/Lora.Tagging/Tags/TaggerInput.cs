using Lora.Imaging;

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

        return Resizer.Resize(square, size, size, side > size ? Interpolations.OpenCvArea : Interpolations.PillowLanczos);
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
}
