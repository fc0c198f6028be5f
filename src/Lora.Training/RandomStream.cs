using Lora.Tensors;

namespace Lora.Training;

/// <summary>What a stream of random numbers is for: each purpose has its own, so that more draws for one leave the others as they were.</summary>
internal enum RandomPurpose
{
    Weights = 1,
    Order = 2,
    Captions = 3,
    Noise = 4,
    Flips = 5,
    Adapters = 6,
    NeuronDropout = 7,
    RankDropout = 8,
    NoiseShape = 20,
    Pictures = 21,
    Validation = 30,
    Class = 31,
}

/// <summary>Random numbers of a training, from PyTorch's generator seeded by the training's seed, the purpose and the epoch.</summary>
public sealed class RandomStream : IRandomDraws, INoiseDraws
{
    private readonly Generator _generator;

    internal RandomStream(long seed, RandomPurpose purpose, int epoch = 0)
        : this(new Generator(Mix(Mix((ulong)seed + (ulong)purpose) + (ulong)epoch)))
    {
    }

    /// <summary>What chance says about pictures of the class.</summary>
    public static RandomStream OfClass(long seed) => new(seed, RandomPurpose.Class);

    private RandomStream(Generator generator) => _generator = generator;

    /// <summary>The stream whose <see cref="State"/> this is.</summary>
    /// <exception cref="InvalidDataException">These bytes are no such state, or were damaged.</exception>
    internal static RandomStream FromState(byte[] state) => new(Generator.FromState(state));

    /// <summary>Where it stands: from <see cref="FromState"/> on come the same numbers.</summary>
    internal byte[] State() => _generator.State();

    /// <summary>Fills with numbers in [low, high).</summary>
    internal void Uniform(Span<float> values, float low, float high) => _generator.Uniform(values, low, high);

    /// <summary>Fills with normally distributed numbers, mean 0 and deviation 1.</summary>
    internal void Normal(Span<float> values) => _generator.Normal(values);

    void INoiseDraws.Normal(Span<float> values) => Normal(values);

    /// <inheritdoc/>
    public int Next(int bound)
    {
        // the top of the range that bound does not divide evenly is drawn again
        var limit = uint.MaxValue - (uint)((0x1_0000_0000UL) % (uint)bound);
        uint value;
        do
        {
            value = _generator.NextUInt32();
        }
        while (value > limit);
        return (int)(value % (uint)bound);
    }

    /// <inheritdoc/>
    public double NextDouble()
    {
        Span<double> value = stackalloc double[1];
        _generator.Uniform(value);
        return value[0];
    }

    // SplitMix64's finaliser (Steele, Lea, Flood 2014): neighbouring seeds and purposes give unrelated streams
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
