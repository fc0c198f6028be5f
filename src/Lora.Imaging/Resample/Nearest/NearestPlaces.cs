namespace Lora.Imaging.Resample.Nearest;

/// <summary>Which input position each output position of one axis takes. Three ways of the peers, which differ where two are equally near.</summary>
internal static class NearestPlaces
{
    /// <summary>Under the centre, in 16-bit fixed point.</summary>
    public static int[] Centres(int inputSize, int outputSize)
    {
        var step = (((long)inputSize << 16) + outputSize / 2) / outputSize;
        var first = step / 2 - inputSize % 2;
        return Places(inputSize, outputSize, i => (int)((step * i + first) >> 16));
    }

    /// <summary>Under the first edge.</summary>
    public static int[] Corners(int inputSize, int outputSize)
    {
        var scale = 1 / ((double)outputSize / inputSize);
        return Places(inputSize, outputSize, i => (int)Math.Floor(i * scale));
    }

    /// <summary>Under the centre, which moves on by the scale, rounding each time as Pillow does.</summary>
    public static int[] Accumulated(int inputSize, int outputSize)
    {
        double scale = (double)inputSize / outputSize, centre = scale * 0.5 - scale;
        return Places(inputSize, outputSize, i => (int)(centre = i == 0 ? scale * 0.5 : centre + scale));
    }

    private static int[] Places(int inputSize, int outputSize, Func<int, int> place) =>
        [.. Enumerable.Range(0, outputSize).Select(i => Math.Clamp(place(i), 0, inputSize - 1))];
}
