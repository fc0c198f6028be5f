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
    /// <param name="choice">Which way round a pair of vectors is taken: the clamp depends on it; null: the right one's largest value is positive.</param>
    public static LoraPair Make(
        string name, double[] change, int[] weightShape, int rank, double? quantile = null, double? energy = null, VectorChoice? choice = null)
    {
        int rows = weightShape[0], columns = change.Length / rows, most = Math.Min(rank, Math.Min(rows, weightShape[1]));
        var svd = Svd.Of(change, rows, columns, most);
        return Make(name, svd, weightShape, energy is { } share ? RankOf(svd, Lines.Dot(change, change) * share) : most, quantile, choice);
    }

    /// <summary>From vectors that are there; alpha is the rank, so that the factors' product is the change.</summary>
    public static LoraPair Make(string name, Svd svd, int[] weightShape, int rank, double? quantile = null, VectorChoice? choice = null)
    {
        int rows = weightShape[0], columns = svd.Right[0].Length;
        var (up, down) = (new float[rows * rank], new float[rank * columns]);
        for (var i = 0; i < rank; i++)
        {
            var right = (choice ?? Usual)(i, svd.Values[i], svd.Right[i]);
            var turn = Lines.Dot(right, svd.Right[i]) < 0 ? -1 : 1;
            for (var row = 0; row < rows; row++)
            {
                up[row * rank + i] = (float)(turn * svd.Values[i] * svd.Left[i][row]);
            }

            for (var column = 0; column < columns; column++)
            {
                down[i * columns + column] = (float)right[column];
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

    // a rule is needed, any will do
    private static double[] Usual(int index, double value, double[] right)
    {
        var largest = 0.0;
        foreach (var component in right)
        {
            largest = Math.Abs(component) > Math.Abs(largest) * (1 + 1e-9) ? component : largest;
        }

        return largest < 0 ? Array.ConvertAll(right, component => -component) : right;
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

/// <summary>A right singular vector, or the same turned round; where the value is 0 it may be another one.</summary>
internal delegate double[] VectorChoice(int index, double value, double[] right);
