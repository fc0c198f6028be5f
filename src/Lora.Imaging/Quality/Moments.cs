namespace Lora.Imaging;

/// <summary>Exact sums of whole numbers: the same mean and variance in whatever order they were added.</summary>
/// <param name="Count">1 or more.</param>
internal readonly record struct Moments(long Count, long Sum, long Squares)
{
    public double Mean => (double)Sum / Count;

    /// <summary>Of the population.</summary>
    public double Variance => (double)((Int128)Squares * Count - (Int128)Sum * Sum) / Count / Count;
}
