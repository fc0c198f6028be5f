namespace Lora.Diffusion.Tests.Checkpoint.Pickle;

/// <summary>A tensor as a pickle describes it.</summary>
internal sealed record TestTensor(string StorageType, string Key, long StorageCount, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>The whole of an fp32 storage, row-major.</summary>
    public static TestTensor Of(string key, params long[] shape) => new("FloatStorage", key, shape.Aggregate(1L, (a, b) => a * b), 0, shape, RowMajor(shape));

    public static long[] RowMajor(long[] shape) => [.. shape.Select((_, i) => shape[(i + 1)..].Aggregate(1L, (a, b) => a * b))];
}
