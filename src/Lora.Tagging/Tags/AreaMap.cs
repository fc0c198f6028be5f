namespace Lora.Tagging.Tags;

/// <summary>
/// Which input samples an output sample of one axis covers, and by how much of each: the weights of OpenCV's INTER_AREA when shrinking.
/// </summary>
internal readonly record struct AreaMap(int Start, float[] Weights)
{
    private const double Negligible = 1e-3;

    /// <summary>One entry an output sample.</summary>
    public static AreaMap[] Of(int inputSize, int outputSize)
    {
        var scale = (double)inputSize / outputSize;
        var maps = new AreaMap[outputSize];
        for (var i = 0; i < outputSize; i++)
        {
            double from = i * scale, to = from + scale, width = Math.Min(scale, inputSize - from);
            int last = Math.Min((int)Math.Floor(to), inputSize - 1), first = Math.Min((int)Math.Ceiling(from), last);
            var weights = new List<float>();
            var start = first;
            if (first - from > Negligible)
            {
                start = first - 1;
                weights.Add((float)((first - from) / width));
            }

            for (var x = first; x < last; x++)
            {
                weights.Add((float)(1 / width));
            }

            if (to - last > Negligible)
            {
                weights.Add((float)(Math.Min(Math.Min(to - last, 1), width) / width));
            }

            maps[i] = new(start, [.. weights]);
        }

        return maps;
    }
}
