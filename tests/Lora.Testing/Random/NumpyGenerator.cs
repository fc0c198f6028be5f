namespace Lora.Testing;

/// <summary>
/// numpy's <c>default_rng(seed)</c>: O'Neill's PCG64 (XSL-RR, 128 bits of state), seeded by numpy's <c>SeedSequence</c>.
/// </summary>
public sealed class NumpyGenerator
{
    private static readonly UInt128 Multiplier = new(0x2360ED051FC65DA4, 0x4385DF649FCCF645);

    private readonly UInt128 _increment;
    private UInt128 _state;
    private uint? _nextHalf;

    /// <param name="seed">A number of at least 0.</param>
    public NumpyGenerator(ulong seed)
    {
        var words = SeedSequence.Words(seed, 4);
        _increment = (new UInt128(words[2], words[3]) << 1) | 1;
        _state = ((_increment + new UInt128(words[0], words[1])) * Multiplier) + _increment;
    }

    /// <summary>A number in [0, 1): 53 bits.</summary>
    public double Random() => (Next() >> 11) * (1.0 / 9007199254740992.0);

    /// <summary>A number in [low, high), by Lemire's method.</summary>
    public int Integer(int low, int high)
    {
        var bound = (uint)(high - low);
        var product = (ulong)NextHalf() * bound;
        var threshold = (uint)-(int)bound % bound;
        while ((uint)product < threshold)
        {
            product = (ulong)NextHalf() * bound;
        }

        return low + (int)(product >> 32);
    }

    /// <summary>Marsaglia and Tsang's ziggurat; numpy's printed tables are less exact than these, by up to 1e-13 of a value.</summary>
    public double StandardNormal()
    {
        while (true)
        {
            var bits = Next();
            var strip = (int)(bits & 0xFF);
            var isNegative = (bits & 0x100) != 0;
            var magnitude = (bits >> 9) & 0xFFFFFFFFFFFFF;
            var x = magnitude * Ziggurat.Widths[strip];
            if (magnitude < Ziggurat.Inside[strip])
            {
                return isNegative ? -x : x;
            }

            if (strip == 0)
            {
                return Tail((magnitude & 0x100) != 0);
            }

            var (outer, inner) = (Ziggurat.Heights[strip - 1], Ziggurat.Heights[strip]);
            if (((outer - inner) * Random()) + inner < Math.Exp(-0.5 * x * x))
            {
                return isNegative ? -x : x;
            }
        }
    }

    public int[] Permutation(int n) => NumpyDraws.Permutation(n, NextHalf);

    private double Tail(bool isNegative)
    {
        while (true)
        {
            var x = -Math.Log(1 - Random()) / Ziggurat.Edge;
            var y = -Math.Log(1 - Random());
            if (y + y > x * x)
            {
                return isNegative ? -(Ziggurat.Edge + x) : Ziggurat.Edge + x;
            }
        }
    }

    /// <summary>The low half of a word, then its high half.</summary>
    private uint NextHalf()
    {
        if (_nextHalf is { } kept)
        {
            _nextHalf = null;
            return kept;
        }

        var word = Next();
        _nextHalf = (uint)(word >> 32);
        return (uint)word;
    }

    private ulong Next()
    {
        _state = (_state * Multiplier) + _increment;
        return ulong.RotateRight((ulong)(_state >> 64) ^ (ulong)_state, (int)(_state >> 122));
    }

    /// <summary>The 256 strips of equal area under exp(-x^2 / 2); strip 0 holds the tail.</summary>
    private static class Ziggurat
    {
        /// <summary>Where the tail begins.</summary>
        public const double Edge = 3.6541528853610088;
        private const double Scale = 4503599627370496;

        static Ziggurat()
        {
            // a strip's area: the rectangle below the tail and the tail itself, by Laplace's continued fraction
            var fraction = Edge;
            for (var i = 60; i > 0; i--)
            {
                fraction = Edge + (i / fraction);
            }

            var area = Height(Edge) * (Edge + (1 / fraction));
            var edges = new double[256];
            edges[255] = Edge;
            for (var i = 254; i > 0; i--)
            {
                edges[i] = Math.Sqrt(-2 * Math.Log((area / edges[i + 1]) + Height(edges[i + 1])));
            }

            edges[0] = area / Height(Edge);
            Widths = Array.ConvertAll(edges, edge => edge / Scale);
            Heights = [1, .. edges[1..].Select(Height)];
            Inside = [.. Enumerable.Range(0, 256).Select(i => i == 0 ? Edge / edges[0] * Scale : i == 1 ? 0 : edges[i - 1] / edges[i] * Scale)];
        }

        public static double[] Widths { get; }

        public static double[] Heights { get; }

        public static double[] Inside { get; }

        private static double Height(double x) => Math.Exp(-0.5 * x * x);
    }

    /// <summary>O'Neill's seed_seq as numpy has it: a pool of four words, mixed.</summary>
    private static class SeedSequence
    {
        public static ulong[] Words(ulong seed, int count)
        {
            var pool = new uint[4];
            uint[] entropy = [(uint)seed, (uint)(seed >> 32), 0, 0];
            var factor = 0x43B0D7E5u;
            for (var i = 0; i < pool.Length; i++)
            {
                pool[i] = Hash(entropy[i], ref factor, 0x931E8875);
            }

            for (var from = 0; from < pool.Length; from++)
            {
                for (var to = 0; to < pool.Length; to++)
                {
                    if (to != from)
                    {
                        var mixed = (0xCA01F9DD * pool[to]) - (0x4973F715 * Hash(pool[from], ref factor, 0x931E8875));
                        pool[to] = mixed ^ (mixed >> 16);
                    }
                }
            }

            factor = 0x8B51F9DD;
            uint[] halves = [.. Enumerable.Range(0, count * 2).Select(i => Hash(pool[i % pool.Length], ref factor, 0x58F38DED))];
            return [.. Enumerable.Range(0, count).Select(i => halves[i * 2] | ((ulong)halves[(i * 2) + 1] << 32))];
        }

        private static uint Hash(uint value, ref uint factor, uint step)
        {
            value ^= factor;
            factor *= step;
            value *= factor;
            return value ^ (value >> 16);
        }
    }
}
