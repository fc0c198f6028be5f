using System.Numerics;
using Lora.Tensors;

namespace Lora.Testing;

/// <summary>numpy's legacy <c>RandomState(seed)</c>: the Mersenne twister, seeded by its 32 bits.</summary>
public sealed class NumpyRandomState(uint seed)
{
    private readonly MersenneTwister _twister = new(seed);
    private double? _nextGauss;

    /// <summary>A number in [0, 1): 53 bits of two words.</summary>
    public double RandomSample() => (((_twister.Next() >> 5) * 67108864.0) + (_twister.Next() >> 6)) / 9007199254740992.0;

    /// <summary>A number in [low, high): bits below the next power of two, drawn until they fit.</summary>
    public int RandInt(int low, int high) => low + (int)UpTo((uint)(high - low - 1));

    /// <summary>Marsaglia's polar method, the second of two kept for the next call.</summary>
    public double StandardNormal()
    {
        if (_nextGauss is { } kept)
        {
            _nextGauss = null;
            return kept;
        }

        double x, y, square;
        do
        {
            x = (2.0 * RandomSample()) - 1.0;
            y = (2.0 * RandomSample()) - 1.0;
            square = (x * x) + (y * y);
        }
        while (square is >= 1.0 or 0.0);
        var factor = Math.Sqrt(-2.0 * Math.Log(square) / square);
        _nextGauss = factor * x;
        return factor * y;
    }

    /// <summary><c>permutation(n)</c>, or <c>arange(n)</c> shuffled: the same.</summary>
    public int[] Permutation(int n)
    {
        int[] items = [.. Enumerable.Range(0, n)];
        for (var i = n - 1; i > 0; i--)
        {
            var j = UpTo((uint)i);
            (items[i], items[j]) = (items[j], items[i]);
        }

        return items;
    }

    public double Uniform(double low, double high) => low + ((high - low) * RandomSample());

    private uint UpTo(uint largest)
    {
        if (largest == 0)
        {
            return 0;
        }

        var mask = uint.MaxValue >> BitOperations.LeadingZeroCount(largest);
        uint value;
        do
        {
            value = _twister.Next() & mask;
        }
        while (value > largest);
        return value;
    }
}
