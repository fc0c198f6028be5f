namespace Lora.Tensors;

/// <summary>
/// The 32-bit Mersenne twister mt19937 of Matsumoto and Nishimura (1998), seeded by Knuth's recurrence as their 2002 version does: period 2^19937 - 1.
/// </summary>
internal sealed class MersenneTwister
{
    /// <summary>Words of state.</summary>
    public const int Size = 624;
    private const int Middle = 397;
    private const uint Twist = 0x9908B0DF, UpperBit = 0x80000000, LowerBits = 0x7FFFFFFF;

    private readonly uint[] _state = new uint[Size];

    /// <summary>The state words, for saving.</summary>
    public ReadOnlySpan<uint> State => _state;

    /// <summary>Index of the next word to hand out; <see cref="Size"/> when a new batch is due.</summary>
    public int Index { get; private set; } = Size;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Size; i++)
        {
            _state[i] = (1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30))) + i;
        }
    }

    /// <summary>Continues from a saved state.</summary>
    public MersenneTwister(ReadOnlySpan<uint> state, int index)
    {
        state.CopyTo(_state);
        Index = index;
    }

    /// <summary>32 random bits.</summary>
    public uint Next()
    {
        if (Index == Size)
        {
            Refill();
        }

        var word = _state[Index++];
        word ^= word >> 11;
        word ^= (word << 7) & 0x9D2C5680;
        word ^= (word << 15) & 0xEFC60000;
        return word ^ (word >> 18);
    }

    private void Refill()
    {
        for (var i = 0; i < Size; i++)
        {
            var mixed = (_state[i] & UpperBit) | (_state[(i + 1) % Size] & LowerBits);
            _state[i] = _state[(i + Middle) % Size] ^ (mixed >> 1) ^ ((mixed & 1) * Twist);
        }
        Index = 0;
    }
}
