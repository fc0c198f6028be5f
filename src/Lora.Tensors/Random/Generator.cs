namespace Lora.Tensors;

/// <summary>
/// PyTorch's CPU generator: after <c>torch.manual_seed(seed)</c> the same calls give the same numbers, so that a seed means here what it means in diffusers and
/// ComfyUI. The numbers are the same on every machine; runtimes upload them. Not thread-safe.
/// </summary>
public sealed class Generator
{
    private const int Block = 16;

    private readonly MersenneTwister _twister;
    private double? _nextNormal;

    /// <param name="seed">As for <c>torch.manual_seed</c>; only its low 32 bits count, there as here.</param>
    public Generator(ulong seed) => _twister = new MersenneTwister((uint)seed);

    private Generator(MersenneTwister twister, double? nextNormal) => (_twister, _nextNormal) = (twister, nextNormal);

    /// <summary>32 random bits.</summary>
    public uint NextUInt32() => _twister.Next();

    /// <summary>64 random bits, the first draw on top.</summary>
    public ulong NextUInt64() => ((ulong)_twister.Next() << 32) | _twister.Next();

    /// <summary>A whole number in [0, 2^63), as <c>torch.empty((), dtype=torch.int64).random_()</c> draws it for the seed of a sampler.</summary>
    public long NextInt64() => (long)(NextUInt64() & long.MaxValue);

    /// <summary>Uniform numbers in [from, to): <c>torch.rand</c>, <c>Tensor.uniform_</c>. One 32-bit draw an element, 24 bits of it used.</summary>
    public void Uniform(Span<float> values, float from = 0, float to = 1)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = MathF.FusedMultiplyAdd(NextFloat(), to - from, from); // fused there too
        }
    }

    /// <summary>Uniform doubles in [from, to): two 32-bit draws an element, 53 bits of them used.</summary>
    public void Uniform(Span<double> values, double from = 0, double to = 1)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Math.FusedMultiplyAdd(NextDouble(), to - from, from);
        }
    }

    /// <summary>
    /// Normal numbers: <c>torch.randn</c>, <c>Tensor.normal_</c>. The length decides the way, as there: below 16 elements one Box-Muller pair in double
    /// precision for two values (the second waits for the next such call), from 16 on blocks of 16 in fp32, equal to PyTorch's within 1e-6.
    /// </summary>
    public void Normal(Span<float> values, double mean = 0, double deviation = 1)
    {
        if (values.Length < Block)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)((NextNormal() * deviation) + mean);
            }

            return;
        }
        Uniform(values);
        for (var i = 0; i + Block <= values.Length; i += Block)
        {
            TransformBlock(values.Slice(i, Block), (float)mean, (float)deviation);
        }

        if (values.Length % Block != 0)
        {
            FillBlock(values[^Block..], (float)mean, (float)deviation);
        }
    }

    /// <summary>Normal doubles, from 16 elements on in blocks of 16.</summary>
    public void Normal(Span<double> values, double mean = 0, double deviation = 1)
    {
        if (values.Length < Block)
        {
            foreach (ref var value in values)
            {
                value = (NextNormal() * deviation) + mean;
            }

            return;
        }
        Uniform(values);
        for (var i = 0; i + Block <= values.Length; i += Block)
        {
            TransformBlock(values.Slice(i, Block), mean, deviation);
        }

        if (values.Length % Block == 0)
        {
            return;
        }

        Uniform(values[^Block..]);
        TransformBlock(values[^Block..], mean, deviation);
    }

    /// <summary>
    /// Normal numbers as PyTorch draws them for fp16 and bf16 tensors, before rounding to that type. From 16 elements on each block of 16 is drawn when its
    /// turn comes: where the length is no multiple of 16 that is another stream than the fp32 one.
    /// </summary>
    public void NormalForHalf(Span<float> values, double mean = 0, double deviation = 1)
    {
        if (values.Length < Block)
        {
            Normal(values, mean, deviation);
            return;
        }
        for (var i = 0; i + Block <= values.Length; i += Block)
        {
            FillBlock(values.Slice(i, Block), (float)mean, (float)deviation);
        }

        if (values.Length % Block != 0)
        {
            FillBlock(values[^Block..], (float)mean, (float)deviation);
        }
    }

    /// <summary>Whole numbers in [low, high): <c>torch.randint</c>. One 32-bit draw each, two where the range is 2^32 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty.</exception>
    public void RandInt(Span<long> values, long low, long high)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(high, low);
        var range = (ulong)high - (ulong)low;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (long)((ulong)low + (range >= 1UL << 32 ? NextUInt64() % range : NextUInt32() % (uint)range));
        }
    }

    /// <summary>The numbers 0 to n - 1 in random order: <c>torch.randperm</c>.</summary>
    public int[] RandPerm(int n)
    {
        int[] order = [.. Enumerable.Range(0, n)];
        // a remainder of 32 bits is too uneven for long lists: PyTorch takes 64 bits from this length on
        var wide = n >= uint.MaxValue / 20;
        for (var i = 0; i < n - 1; i++)
        {
            var other = i + (int)((wide ? NextUInt64() : NextUInt32()) % (ulong)(n - i));
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }

    /// <summary>1 with the given probability, else 0: <c>Tensor.bernoulli_(p)</c>. One 53-bit uniform an element.</summary>
    public void Bernoulli(Span<float> values, double probability)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = NextDouble() < probability ? 1 : 0;
        }
    }

    /// <summary>1 with a probability of each element's own, else 0: <c>torch.bernoulli(p)</c>. One 24-bit uniform an element.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Bernoulli(Span<float> values, ReadOnlySpan<float> probabilities)
    {
        if (values.Length != probabilities.Length)
        {
            throw new ArgumentException($"{values.Length} values, {probabilities.Length} probabilities", nameof(probabilities));
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = NextFloat() < probabilities[i] ? 1 : 0;
        }
    }

    /// <summary>The factors of <c>F.dropout</c>: 0 with probability <paramref name="rate"/>, else 1 / (1 - rate).</summary>
    /// <param name="values">Receives the factors.</param>
    /// <param name="rate">In [0, 1].</param>
    public void Dropout(Span<float> values, double rate)
    {
        Bernoulli(values, 1 - rate);
        var kept = rate < 1 ? 1 / (float)(1 - rate) : 0;
        foreach (ref var value in values)
        {
            value *= kept;
        }
    }

    /// <summary>Exponentially distributed numbers with the given rate: <c>Tensor.exponential_</c>.</summary>
    public void Exponential(Span<float> values, double rate = 1)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(-1 / rate * PortableMath.Log(1 - NextDouble()));
        }
    }

    /// <summary>The whole state bit for bit, for a run that stops and goes on; <see cref="FromState"/> takes it back.</summary>
    public byte[] State() => GeneratorState.Write(_twister, _nextNormal);

    /// <summary>The generator whose <see cref="State"/> this is: the same calls give the same numbers from here on.</summary>
    /// <exception cref="InvalidDataException">These bytes are no such state, or were damaged.</exception>
    public static Generator FromState(ReadOnlySpan<byte> state)
    {
        var (twister, nextNormal) = GeneratorState.Read(state);
        return new Generator(twister, nextNormal);
    }

    private float NextFloat() => (_twister.Next() & 0xFFFFFF) * (1f / 16777216);

    private double NextDouble() => (NextUInt64() & ((1UL << 53) - 1)) * (1.0 / 9007199254740992);

    private double NextNormal()
    {
        if (_nextNormal is { } cached)
        {
            _nextNormal = null;
            return cached;
        }
        double u1 = NextDouble(), u2 = NextDouble();
        var radius = Math.Sqrt(-2 * PortableMath.Log(1 - u2)); // 1 - u2 is exact: this is log1p(-u2)
        (var sin, var cos) = PortableMath.SinCos(2 * Math.PI * u1);
        _nextNormal = radius * sin;
        return radius * cos;
    }

    private void FillBlock(Span<float> block, float mean, float deviation)
    {
        Uniform(block);
        TransformBlock(block, mean, deviation);
    }

    /// <summary>16 uniforms to 16 normals; every intermediate value is rounded to fp32 as PyTorch's vector code does.</summary>
    private static void TransformBlock(Span<float> block, float mean, float deviation)
    {
        for (var i = 0; i < Block / 2; i++)
        {
            var radius = MathF.Sqrt(-2 * (float)PortableMath.Log(1 - block[i]));
            (var sin, var cos) = PortableMath.SinCos((float)(2 * Math.PI) * block[i + 8]);
            block[i] = MathF.FusedMultiplyAdd(radius * (float)cos, deviation, mean);
            block[i + 8] = MathF.FusedMultiplyAdd(radius * (float)sin, deviation, mean);
        }
    }

    private static void TransformBlock(Span<double> block, double mean, double deviation)
    {
        for (var i = 0; i < Block / 2; i++)
        {
            var radius = Math.Sqrt(-2 * PortableMath.Log(1 - block[i]));
            (var sin, var cos) = PortableMath.SinCos(2 * Math.PI * block[i + 8]);
            block[i] = (radius * cos * deviation) + mean;
            block[i + 8] = (radius * sin * deviation) + mean;
        }
    }
}
