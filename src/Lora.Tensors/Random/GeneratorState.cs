using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Lora.Tensors;

/// <summary>
/// The bytes of a generator's whole state: mark, the twister's words and place, the normal value that waits, a check sum of all these. Little-endian.
/// </summary>
internal static class GeneratorState
{
    private const uint Mark = 0x324E474C; // "LGN2"
    private const int WordsAt = 4;
    private const int IndexAt = WordsAt + (4 * MersenneTwister.Size);
    private const int WaitsAt = IndexAt + 4;
    private const int WaitingAt = WaitsAt + 1;
    private const int CheckAt = WaitingAt + 8;
    private const int CheckLength = 8;

    public static byte[] Write(MersenneTwister twister, double? waiting)
    {
        var bytes = new byte[CheckAt + CheckLength];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Mark);
        for (var i = 0; i < MersenneTwister.Size; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(WordsAt + (4 * i)), twister.State[i]);
        }

        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(IndexAt), twister.Index);
        bytes[WaitsAt] = waiting is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(WaitingAt), waiting ?? 0);
        Check(bytes).CopyTo(bytes.AsSpan(CheckAt));
        return bytes;
    }

    /// <exception cref="InvalidDataException">These bytes are no such state, or were damaged.</exception>
    public static (MersenneTwister Twister, double? Waiting) Read(ReadOnlySpan<byte> state)
    {
        if (state.Length != CheckAt + CheckLength || BinaryPrimitives.ReadUInt32LittleEndian(state) != Mark)
        {
            throw new InvalidDataException($"these {state.Length} bytes are no saved state of a random generator");
        }

        var index = BinaryPrimitives.ReadInt32LittleEndian(state[IndexAt..]);
        if (index is < 0 or > MersenneTwister.Size || !state[CheckAt..].SequenceEqual(Check(state)))
        {
            throw new InvalidDataException("the saved state of a random generator is damaged");
        }

        var words = new uint[MersenneTwister.Size];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(state[(WordsAt + (4 * i))..]);
        }

        return (new MersenneTwister(words, index), state[WaitsAt] == 0 ? null : BinaryPrimitives.ReadDoubleLittleEndian(state[WaitingAt..]));
    }

    private static ReadOnlySpan<byte> Check(ReadOnlySpan<byte> state) => SHA256.HashData(state[..CheckAt]).AsSpan(0, CheckLength);
}
