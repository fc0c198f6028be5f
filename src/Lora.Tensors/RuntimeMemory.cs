namespace Lora.Tensors;

/// <summary>How an engine uses memory, for estimates made before it does.</summary>
/// <param name="Products">Type of products with frozen weights of a half type, and so of what they keep for the way back; fp32 for fp32 weights.</param>
/// <param name="IsFused">
/// Norm with activation and gated activation keep their input, a frozen convolution nothing; else each of the operations that they are made of keeps its own.
/// </param>
/// <param name="OwnBytes">What the engine takes before the first tensor.</param>
/// <param name="DeviceBytes">What the device has in all, or the container that the process runs in.</param>
public sealed record RuntimeMemory(DType Products, bool IsFused, long OwnBytes, long DeviceBytes)
{
    /// <summary>What a tensor of so many bytes takes.</summary>
    public Func<long, long> Taken { get; init; } = static bytes => bytes;
}
