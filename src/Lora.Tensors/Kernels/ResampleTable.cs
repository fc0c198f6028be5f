namespace Lora.Tensors.Kernels;

/// <summary>
/// One axis of a separable resampling: output i is the weighted sum of inputs Start[i] to Start[i] + Weights[i].Length - 1. Positions and weights as PyTorch's
/// upsample kernels compute them with corners not aligned.
/// </summary>
internal sealed class ResampleTable(int[] start, float[][] weights)
{
    public int[] Start => start;

    public float[][] Weights => weights;

    private static ResampleTable Make(int outputs, Func<int, (int Start, float[] Weights)> of)
    {
        var start = new int[outputs];
        var weights = new float[outputs][];
        for (var i = 0; i < outputs; i++)
        {
            (start[i], weights[i]) = of(i);
        }

        return new ResampleTable(start, weights);
    }

    public static ResampleTable Nearest(int inputs, int outputs) =>
        Make(outputs, i => (Math.Min((int)(i * ((float)inputs / outputs)), inputs - 1), [1f]));

    public static ResampleTable Area(int inputs, int outputs) => Make(outputs, i =>
    {
        int first = (int)((long)i * inputs / outputs), end = (int)(((long)(i + 1) * inputs + outputs - 1) / outputs);
        return (first, Equal(end - first, 1f / (end - first)));
    });

    public static ResampleTable Bilinear(int inputs, int outputs) => Make(outputs, i =>
    {
        var at = Math.Max(0, (float)inputs / outputs * (i + 0.5f) - 0.5f);
        var first = Math.Min((int)at, inputs - 1);
        var share = at - first;
        return first == inputs - 1 ? (first, [1f]) : (first, [1 - share, share]);
    });

    /// <summary>Keys' cubic with a = -0.75; taps beyond the edge repeat it.</summary>
    public static ResampleTable Bicubic(int inputs, int outputs) => Make(outputs, i =>
    {
        var at = (float)inputs / outputs * (i + 0.5f) - 0.5f;
        var floor = (int)MathF.Floor(at);
        var t = at - floor;
        float[] taps = [Far(t + 1), Near(t), Near(1 - t), Far(2 - t)];
        int first = Math.Clamp(floor - 1, 0, inputs - 1), last = Math.Clamp(floor + 2, 0, inputs - 1);
        var weights = new float[last - first + 1];
        for (var k = 0; k < 4; k++)
        {
            weights[Math.Clamp(floor - 1 + k, 0, inputs - 1) - first] += taps[k];
        }

        return (first, weights);

        static float Near(float x) => (1.25f * x - 2.25f) * x * x + 1;
        static float Far(float x) => ((-0.75f * x + 3.75f) * x - 6) * x + 3;
    });

    /// <summary>A triangle as wide as the step between outputs where that is more than an input.</summary>
    public static ResampleTable BilinearAntialias(int inputs, int outputs) => Make(outputs, i =>
    {
        float scale = (float)inputs / outputs, support = Math.Max(1, scale), center = scale * (i + 0.5f);
        int first = Math.Max((int)(center - support + 0.5f), 0), end = Math.Min((int)(center + support + 0.5f), inputs);
        var weights = new float[end - first];
        float total = 0;
        for (var k = 0; k < weights.Length; k++)
        {
            total += weights[k] = Math.Max(0, 1 - Math.Abs((k + first - center + 0.5f) / support));
        }

        for (var k = 0; k < weights.Length; k++)
        {
            weights[k] /= total;
        }

        return (first, weights);
    });

    /// <summary>Average over windows; padding counts towards the divisor where told, what lies beyond it (ceil mode) never.</summary>
    public static ResampleTable Average(int inputs, int kernel, int stride, int padding, bool ceilMode, bool countPadding) =>
        Make(Windows(inputs, kernel, stride, padding, ceilMode), i =>
        {
            int from = i * stride - padding, to = Math.Min(from + kernel, inputs + padding), padded = to - from;
            from = Math.Max(from, 0);
            to = Math.Min(to, inputs);
            return (from, Equal(to - from, 1f / (countPadding ? padded : to - from)));
        });

    public static int Windows(int inputs, int kernel, int stride, int padding, bool ceilMode)
    {
        var count = (inputs + 2 * padding - kernel + (ceilMode ? stride - 1 : 0)) / stride + 1;
        // a window may not begin in the padding after the input
        return ceilMode && (count - 1) * stride >= inputs + padding ? count - 1 : count;
    }

    private static float[] Equal(int count, float weight)
    {
        var weights = new float[count];
        Array.Fill(weights, weight);
        return weights;
    }
}
