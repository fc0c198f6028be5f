using Lora.Tensors;

namespace Lora.Testing;

/// <summary>numpy's legacy <c>RandomState(seed)</c>: the Mersenne twister, seeded by its 32 bits.</summary>
public sealed class NumpyRandomState(uint seed)
{
    private readonly MersenneTwister _twister = new(seed);
    private double? _nextGauss;

    /// <summary>A number in [0, 1): 53 bits of two words.</summary>
    public double RandomSample() => (((_twister.Next() >> 5) * 67108864.0) + (_twister.Next() >> 6)) / 9007199254740992.0;

    /// <summary>A number in [low, high).</summary>
    public int RandInt(int low, int high) => low + (int)NumpyDraws.UpTo((uint)(high - low - 1), _twister.Next);

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
    public int[] Permutation(int n) => NumpyDraws.Permutation(n, _twister.Next);

    public double Uniform(double low, double high) => low + ((high - low) * RandomSample());
}
