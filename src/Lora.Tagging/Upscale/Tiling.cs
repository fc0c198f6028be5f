namespace Lora.Tagging;

/// <summary>
/// Cuts one axis into tiles of one length. Each tile is seen with a margin on both sides and gives its middle; at the ends of the axis there is no margin,
/// as the model would see the whole picture there.
/// </summary>
/// <param name="From">First sample that the model sees.</param>
/// <param name="Count">Samples that it sees.</param>
/// <param name="Skip">Samples of these that are margin, at the front.</param>
/// <param name="Take">Samples behind them that count.</param>
internal readonly record struct Tiling(int From, int Count, int Skip, int Take)
{
    /// <summary>In order, each sample of the axis once.</summary>
    public static IEnumerable<Tiling> Of(int length, int middle, int margin)
    {
        for (var at = 0; at < length; at += middle)
        {
            var take = Math.Min(middle, length - at);
            var from = Math.Max(0, at - margin);
            yield return new(from, Math.Min(length, at + take + margin) - from, at - from, take);
        }
    }
}
