using System.Buffers.Binary;
using Lora.Imaging.Png;

namespace Lora.Imaging.Tests.Mutations;

/// <summary>A damaged file: what broken discs, transfers and ill-willed people make of a good one.</summary>
internal static class Mutant
{
    private static readonly uint[] Extremes = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF];

    /// <summary>One to three damages, each anywhere or among the first bytes, where headers are; of a PNG mostly with its checksums made right.</summary>
    public static byte[] Of(byte[] whole, byte[] other, Random random)
    {
        byte[] file = [.. whole];
        for (var k = random.Next(1, 4); k > 0 && file.Length > 4; k--)
        {
            file = Damage(file, other, random);
        }

        return file is [0x89, (byte)'P', ..] && random.Next(4) > 0 ? WithChecksums(file) : file;
    }

    private static byte[] Damage(byte[] file, byte[] other, Random random)
    {
        var at = random.Next(random.Next(2) == 0 ? file.Length : Math.Min(file.Length, 120));
        var length = random.Next(1, Math.Min(64, file.Length - at + 1));
        switch (random.Next(8))
        {
            case 0:
                return file[..at];
            case 1:
                return [.. file[..at], .. file[(at + length)..]];
            case 2:
                return [.. file[..(at + length)], .. file[at..]];
            case 3:
                var from = random.Next(other.Length);
                return [.. file[..at], .. other[from..Math.Min(other.Length, from + length)], .. file[Math.Min(file.Length, at + length)..]];
            case 4 when at + 4 <= file.Length:
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), Extremes[random.Next(Extremes.Length)]);
                return file;
            case 5 when at + 4 <= file.Length:
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), Extremes[random.Next(Extremes.Length)]);
                return file;
            case 6:
                random.NextBytes(file.AsSpan(at, length));
                return file;
            default:
                file[at] ^= (byte)(1 << random.Next(8));
                return file;
        }
    }

    private static byte[] WithChecksums(byte[] file)
    {
        for (var at = PngChunks.SignatureLength; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
            {
                break;
            }

            var data = file.AsSpan(at + 4, (int)length + 4);
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Crc32.Of(data[..4], data[4..]));
            at += 12 + (int)length;
        }

        return file;
    }
}
