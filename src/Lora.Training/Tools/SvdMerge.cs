namespace Lora.Training;

/// <summary>
/// Makes one LoRA of several whose change is the weighted sum of theirs, brought to a rank by its singular values, as kohya's svd_merge_lora. Alpha is
/// the rank.
/// </summary>
internal static class SvdMerge
{
    /// <param name="files">The files' layers.</param>
    /// <param name="rank">At most, of linear layers and 1x1 convolutions.</param>
    /// <param name="convRank">At most, of other convolutions.</param>
    /// <param name="quantile">See <see cref="SvdFactors"/>.</param>
    /// <param name="choice">See <see cref="SvdFactors"/>, for each layer.</param>
    /// <exception cref="TrainingException">Shapes do not fit.</exception>
    public static IReadOnlyList<LoraPair> Merge(IReadOnlyList<RatedLayers> files, int rank, int convRank,
        double? quantile = SvdFactors.UsualQuantile, Func<string, VectorChoice>? choice = null)
    {
        var layers = files.SelectMany(file => file.Pairs.Select(pair => (Pair: pair, Ratio: file.RatioOf(pair.Name))))
            .GroupBy(entry => entry.Pair.Name).OrderBy(layer => layer.Key, StringComparer.Ordinal);
        return
        [
            .. layers.Select(layer =>
            {
                var first = layer.First().Pair;
                return SvdFactors.Make(
                    layer.Key, Sum([.. layer]), first.WeightShape, first.IsConvolution ? convRank : rank, quantile, choice: choice?.Invoke(layer.Key));
            }),
        ];
    }

    private static double[] Sum(IReadOnlyList<(LoraPair Pair, double Ratio)> entries)
    {
        var first = entries[0].Pair;
        var sum = new double[first.Rows * first.Columns];
        foreach (var (pair, ratio) in entries)
        {
            if (!pair.WeightShape.AsSpan().SequenceEqual(first.WeightShape))
            {
                throw new TrainingException(
                    $"'{pair.Name}' has the shape [{string.Join(", ", first.WeightShape)}] in one file, [{string.Join(", ", pair.WeightShape)}] in another.");
            }

            pair.AddProduct(sum, ratio * pair.Alpha / pair.Rank);
        }

        return sum;
    }
}
