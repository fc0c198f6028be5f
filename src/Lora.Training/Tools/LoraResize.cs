using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Brings a LoRA to other ranks, as kohya's resize_lora: the best approximation of each layer's change, with alpha / rank kept.</summary>
internal static class LoraResize
{
    /// <param name="pair">One layer.</param>
    /// <param name="rank">Of linear layers.</param>
    /// <param name="convRank">Of every layer that is a convolution, 1x1 too.</param>
    /// <param name="method">How a rank below these is found.</param>
    /// <param name="target">Its number.</param>
    public static LoraPair Resize(LoraPair pair, int rank, int convRank, DynamicMethod method, double target)
    {
        var change = new double[pair.Rows * pair.Columns];
        pair.AddProduct(change, 1);
        var length = Math.Min(pair.Rows, pair.Columns);
        var limit = Math.Min(pair.DownShape.Length == 4 ? convRank : rank, length);
        var svd = Svd.Of(change, pair.Rows, pair.Columns, Math.Max(limit, Math.Min(pair.Rank, length)));
        var kept = RankRule.Of(svd.Values, length, limit, method, target);
        return SvdFactors.Make(pair.Name, svd, pair.WeightShape, kept) with { Alpha = pair.Alpha / pair.Rank * kept };
    }
}
