using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Lora.Tensors;

namespace Lora.Testing;

/// <summary>Python's <c>random.Random</c> (CPython 3.11 and later), seeded by a number or a text: the same draws in the same order.</summary>
public sealed class PythonRandom
{
    private readonly MersenneTwister _twister;
    private double? _nextGauss;

    /// <summary><c>random.seed(seed)</c> of a number: its magnitude counts.</summary>
    public PythonRandom(BigInteger seed)
        : this(BigInteger.Abs(seed).ToByteArray(isUnsigned: true))
    {
    }

    /// <summary><c>random.seed(seed)</c> of a text: its UTF-8 bytes and their SHA-512, as one big-endian number.</summary>
    public PythonRandom(string seed)
        : this([.. ((byte[])[.. Encoding.UTF8.GetBytes(seed), .. SHA512.HashData(Encoding.UTF8.GetBytes(seed))]).Reverse()])
    {
    }

    private PythonRandom(byte[] littleEndian)
    {
        var key = new uint[Math.Max(1, (littleEndian.Length + 3) / 4)];
        Buffer.BlockCopy(littleEndian, 0, key, 0, littleEndian.Length);
        // a number's key has no leading zeros
        _twister = new MersenneTwister(State(key.AsSpan(0, Math.Max(1, key.AsSpan().LastIndexOfAnyExcept(0u) + 1))), MersenneTwister.Size);
    }

    /// <summary>A number in [0, 1): 53 bits of two words.</summary>
    public double Random() => (((_twister.Next() >> 5) * 67108864.0) + (_twister.Next() >> 6)) / 9007199254740992.0;

    /// <param name="bits">From 1 to 64.</param>
    public ulong GetRandBits(int bits) => bits <= 32
        ? _twister.Next() >> (32 - bits)
        : _twister.Next() | ((ulong)(_twister.Next() >> (64 - bits)) << 32);

    /// <summary>A number in [0, bound): as many bits as the bound has, drawn until they are below it. Bound 1 draws too.</summary>
    public long Below(long bound)
    {
        var bits = 64 - BitOperations.LeadingZeroCount((ulong)bound);
        long value;
        do
        {
            value = (long)GetRandBits(bits);
        }
        while (value >= bound);
        return value;
    }

    /// <summary>Both ends may come.</summary>
    public long RandInt(long low, long high) => low + Below(high - low + 1);

    public long RandRange(long start, long stop, long step) => start + (step * Below((stop - start + step - 1) / step));

    public T Choice<T>(IReadOnlyList<T> items) => items[(int)Below(items.Count)];

    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = (int)Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary><c>sample(range(n), k)</c>: from a pool, or for few of many from a set.</summary>
    public int[] Sample(int n, int k)
    {
        var result = new int[k];
        if (n <= 21 + (k > 5 ? Math.Pow(4, Math.Ceiling(Math.Log(k * 3, 4))) : 0))
        {
            int[] pool = [.. Enumerable.Range(0, n)];
            for (var i = 0; i < k; i++)
            {
                var j = Below(n - i);
                result[i] = pool[j];
                pool[j] = pool[n - i - 1];
            }

            return result;
        }

        var seen = new HashSet<int>();
        for (var i = 0; i < k; i++)
        {
            do
            {
                result[i] = (int)Below(n);
            }
            while (!seen.Add(result[i]));
        }

        return result;
    }

    public double Uniform(double low, double high) => low + ((high - low) * Random());

    /// <summary><c>choices(items, weights, k)</c>.</summary>
    public T[] Choices<T>(IReadOnlyList<T> items, IReadOnlyList<double> weights, int k)
    {
        double total = 0;
        double[] sums = [.. weights.Select(weight => total += weight)];
        return [.. Enumerable.Range(0, k).Select(_ =>
        {
            var at = Random() * total;
            return items[Math.Min(sums.Count(sum => sum <= at), items.Count - 1)];
        })];
    }

    /// <summary>Box and Muller, the second of two kept for the next call.</summary>
    public double Gauss(double mean, double deviation)
    {
        if (_nextGauss is { } kept)
        {
            _nextGauss = null;
            return mean + (kept * deviation);
        }

        var angle = Random() * Math.Tau;
        var radius = Math.Sqrt(-2.0 * Math.Log(1.0 - Random()));
        _nextGauss = Math.Sin(angle) * radius;
        return mean + (Math.Cos(angle) * radius * deviation);
    }

    /// <summary>Kinderman and Monahan.</summary>
    public double NormalVariate(double mean, double deviation)
    {
        while (true)
        {
            var u = Random();
            var v = 1.0 - Random();
            var z = 4 * Math.Exp(-0.5) / Math.Sqrt(2.0) * (u - 0.5) / v;
            if (z * z / 4.0 <= -Math.Log(v))
            {
                return mean + (z * deviation);
            }
        }
    }

    /// <summary>Matsumoto and Nishimura's <c>init_by_array</c> (2002).</summary>
    private static uint[] State(ReadOnlySpan<uint> key)
    {
        const int Size = MersenneTwister.Size;
        uint[] state = [.. new MersenneTwister(19650218).State];
        var at = 1;
        void Advance()
        {
            if (++at >= Size)
            {
                state[0] = state[Size - 1];
                at = 1;
            }
        }

        uint Mixed(uint factor) => state[at] ^ ((state[at - 1] ^ (state[at - 1] >> 30)) * factor);
        for (int step = 0, word = 0; step < Math.Max(Size, key.Length); step++, word = (word + 1) % key.Length)
        {
            state[at] = Mixed(1664525) + key[word] + (uint)word;
            Advance();
        }

        for (var step = 1; step < Size; step++)
        {
            state[at] = Mixed(1566083941) - (uint)at;
            Advance();
        }

        state[0] = 0x80000000;
        return state;
    }
}
