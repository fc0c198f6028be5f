namespace Lora.Dataset;

/// <summary>Smallest and largest bucket side (kohya's min_bucket_reso, max_bucket_reso), in pixels.</summary>
public readonly record struct BucketRange(int Min, int Max)
{
    /// <summary>Snapped to multiples of <paramref name="step"/>: the smallest down, the largest up.</summary>
    /// <remarks>Source: sd-scripts, adjust_min_max_bucket_reso_by_steps.</remarks>
    public static BucketRange Snapped(int min, int max, int step) => new(min - min % step, (max + step - 1) / step * step);
}
