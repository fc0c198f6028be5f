namespace Lora.Imaging;

/// <summary>
/// The memory of pictures that nobody looks at any more, for the next of the same size: pictures of one camera are all alike, and fresh memory takes longer
/// than to decode into it. What is not taken again goes with the next collection of garbage. Safe for threads.
/// </summary>
internal static class SpentPixels
{
    private static readonly Lock Guard = new();
    private static readonly WeakReference<byte[]>?[] Spent = new WeakReference<byte[]>?[Environment.ProcessorCount];
    private static int _next;

    /// <summary>So many bytes, which hold anything.</summary>
    public static byte[] Take(int length)
    {
        lock (Guard)
        {
            for (var i = 0; i < Spent.Length; i++)
            {
                if (Spent[i] is { } weak && weak.TryGetTarget(out var bytes) && bytes.Length == length)
                {
                    Spent[i] = null;
                    return bytes;
                }
            }
        }

        return GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>Nobody may hold them any longer.</summary>
    public static void Give(byte[] bytes)
    {
        lock (Guard)
        {
            var free = Array.FindIndex(Spent, weak => weak is null || !weak.TryGetTarget(out _));
            Spent[free >= 0 ? free : _next++ % Spent.Length] = new(bytes);
        }
    }
}
