using System.Buffers.Binary;

namespace Lora.Fuzz;

/// <summary>What broken discs, transfers and ill-willed people make of any file: bits, bytes, lengths, cuts, doublings, parts of another file.</summary>
internal static class ByteDamage
{
    private const int LongestPart = 64;

    // among these bytes most formats have their headers
    private const int Head = 120;

    private static readonly ulong[] Extremes =
    [
        0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, ulong.MaxValue,
    ];

    /// <summary>One damage.</summary>
    public static byte[] Of(byte[] file, byte[] other, Dice dice)
    {
        if (file.Length == 0)
        {
            return [(byte)dice.Below(256)];
        }

        var at = dice.Below(dice.OnceIn(2) ? file.Length : Math.Min(file.Length, Head));
        var length = 1 + dice.Below(Math.Min(LongestPart, file.Length - at));
        switch (dice.Below(11))
        {
            case 0:
                return file[..at];
            case 1:
                return [.. file[..at], .. file[(at + length)..]];
            case 2:
                return [.. file[..(at + length)], .. file[at..]];
            case 3 when other.Length > 0:
                var from = dice.Below(other.Length);
                return [.. file[..at], .. other[from..Math.Min(other.Length, from + length)], .. file[Math.Min(file.Length, at + length)..]];
            case 4:
                return WithNumber(file, at, 4, dice);
            case 5:
                return WithNumber(file, at, 8, dice);
            case 6:
                return WithNumber(file, at, 2, dice);
            case 7:
                return [.. file[..at], .. new byte[length], .. file[at..]];
            case 8:
                // a number of protobuf, or of a pickle, that does not end
                return [.. file[..at], .. Enumerable.Repeat((byte)0xFF, 1 + dice.Below(12)), .. file[at..]];
            case 9:
                byte[] noisy = [.. file];
                for (var i = at; i < at + length; i++)
                {
                    noisy[i] = (byte)dice.Next();
                }

                return noisy;
            default:
                byte[] flipped = [.. file];
                flipped[at] ^= (byte)(1 << dice.Below(8));
                return flipped;
        }
    }

    private static byte[] WithNumber(byte[] file, int at, int size, Dice dice)
    {
        byte[] changed = [.. file];
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, dice.Of(Extremes));
        number = number[..size];
        if (dice.OnceIn(2))
        {
            number.Reverse();
        }

        number[..Math.Min(size, file.Length - at)].CopyTo(changed.AsSpan(at));
        return changed;
    }
}
