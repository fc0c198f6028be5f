namespace Lora.Training;

/// <summary>A pair of LoRA factors from the leading singular vectors of a weight's change, as kohya's tools make one: up = U S, down = V^T.</summary>
internal static class SvdFactors
{
    /// <summary>kohya's usual clamp.</summary>
    public const double UsualQuantile = 0.99;

    /// <param name="name">The layer's name.</param>
    /// <param name="change">The change of the weight, row-major.</param>
    /// <param name="weightShape">[out, in] or [out, in, kh, kw].</param>
    /// <param name="rank">At most so many; capped at the number of channels, as kohya caps it.</param>
    /// <param name="quantile">Values beyond this quantile of all values of both factors are clamped to it; null: none.</param>
    /// <param name="energy">Share of the change's sum of squares that is enough: the rank is the lowest that has it, up to <paramref name="rank"/>.</param>
    /// <param name="sign">Which way round a pair of vectors is taken: 1 or -1 for the index and its right vector. The clamp depends on it.</param>
    public static LoraPair Make(
        string name, double[] change, int[] weightShape, int rank, double? quantile = null, double? energy = null, Func<int, double[], int>? sign = null)
    {
        int rows = weightShape[0], columns = change.Length / rows, most = Math.Min(rank, Math.Min(rows, weightShape[1]));
        var svd = Svd.Of(change, rows, columns, most);
        return Make(name, svd, weightShape, energy is { } share ? RankOf(svd, Lines.Dot(change, change) * share) : most, quantile, sign);
    }

    /// <summary>From vectors that are there; alpha is the rank, so that the factors' product is the change.</summary>
    public static LoraPair Make(string name, Svd svd, int[] weightShape, int rank, double? quantile = null, Func<int, double[], int>? sign = null)
    {
        int rows = weightShape[0], columns = svd.Right[0].Length;
        var (up, down) = (new float[rows * rank], new float[rank * columns]);
        for (var i = 0; i < rank; i++)
        {
            var turn = (sign ?? Usual)(i, svd.Right[i]);
            for (var row = 0; row < rows; row++)
            {
                up[row * rank + i] = (float)(turn * svd.Values[i] * svd.Left[i][row]);
            }

            for (var column = 0; column < columns; column++)
            {
                down[i * columns + column] = (float)(turn * svd.Right[i][column]);
            }
        }

        if (quantile is { } share)
        {
            var high = Quantile([.. up, .. down], share);
            Clamp(up, high);
            Clamp(down, high);
        }

        return new(name, down, [rank, .. weightShape[1..]], up, weightShape.Length == 2 ? [rows, rank] : [rows, rank, 1, 1], rank);
    }

    private static int RankOf(Svd svd, double wanted)
    {
        var held = 0.0;
        for (var i = 0; i < svd.Values.Length; i++)
        {
            held += svd.Values[i] * svd.Values[i];
            if (held >= wanted)
            {
                return i + 1;
            }
        }

        return svd.Values.Length;
    }

    // the largest component of the right vector is positive: a rule is needed, any will do
    private static int Usual(int index, double[] right)
    {
        var largest = 0.0;
        foreach (var value in right)
        {
            largest = Math.Abs(value) > Math.Abs(largest) * (1 + 1e-9) ? value : largest;
        }

        return largest < 0 ? -1 : 1;
    }

    // torch.quantile: between neighbours in proportion
    private static float Quantile(float[] values, double share)
    {
        Array.Sort(values);
        var place = share * (values.Length - 1);
        var low = (int)Math.Floor(place);
        var high = Math.Min(low + 1, values.Length - 1);
        return (float)(values[low] + (place - low) * ((double)values[high] - values[low]));
    }

    private static void Clamp(float[] values, float high)
    {
        for (var i = 0; i < values.Length; i++)
        {
            // as torch.clamp: with a level below 0 everything becomes it
            values[i] = Math.Min(Math.Max(values[i], -high), high);
        }
    }
}
