using System.Numerics;

namespace Lora.Testing;

/// <summary>What numpy's two generators make of 32-bit words in the same way.</summary>
internal static class NumpyDraws
{
    /// <summary>A number from 0 to the largest: bits below the next power of two, drawn until they fit.</summary>
    public static uint UpTo(uint largest, Func<uint> next)
    {
        if (largest == 0)
        {
            return 0;
        }

        var mask = uint.MaxValue >> BitOperations.LeadingZeroCount(largest);
        uint value;
        do
        {
            value = next() & mask;
        }
        while (value > largest);
        return value;
    }

    /// <summary><c>arange(n)</c> shuffled.</summary>
    public static int[] Permutation(int n, Func<uint> next)
    {
        int[] items = [.. Enumerable.Range(0, n)];
        for (var i = n - 1; i > 0; i--)
        {
            var j = UpTo((uint)i, next);
            (items[i], items[j]) = (items[j], items[i]);
        }

        return items;
    }
}
