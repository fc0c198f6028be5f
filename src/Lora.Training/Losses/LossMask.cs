namespace Lora.Training;

/// <summary>Masks of a picture as its latent needs them.</summary>
public static class LossMask
{
    /// <summary>
    /// Each place of the result is the mean of those that it lies over, whole ones: PyTorch's interpolate with mode area, as kohya resizes masks. Place i of m
    /// lies over [floor(i n / m), ceil((i + 1) n / m)) of n.
    /// </summary>
    /// <param name="mask">[height, width] row-major.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="toHeight">Rows of the latent.</param>
    /// <param name="toWidth">Columns of the latent.</param>
    /// <returns>[toHeight, toWidth] row-major.</returns>
    public static float[] Resize(ReadOnlySpan<float> mask, int height, int width, int toHeight, int toWidth)
    {
        if (mask.Length != height * width)
        {
            throw new ArgumentException($"a mask of {mask.Length} values is not {height} x {width}", nameof(mask));
        }

        var resized = new float[toHeight * toWidth];
        for (var y = 0; y < toHeight; y++)
        {
            var (top, bottom) = Over(y, height, toHeight);
            for (var x = 0; x < toWidth; x++)
            {
                var (left, right) = Over(x, width, toWidth);
                double sum = 0;
                for (var row = top; row < bottom; row++)
                {
                    foreach (var value in mask.Slice((row * width) + left, right - left))
                    {
                        sum += value;
                    }
                }

                resized[(y * toWidth) + x] = (float)(sum / ((bottom - top) * (right - left)));
            }
        }

        return resized;
    }

    private static (int Start, int End) Over(int place, int count, int places) =>
        ((int)((long)place * count / places), (int)((((long)place + 1) * count + places - 1) / places));
}
