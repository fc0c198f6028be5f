using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Lora.Imaging;

/// <summary>
/// How much neighbouring pixels differ across the borders of JPEG's blocks of 8 x 8, and elsewhere: what a heavy compression leaves behind, also where the
/// picture was saved as PNG afterwards.
/// </summary>
/// <param name="Edge">Mean absolute difference across the borders, in grey levels.</param>
/// <param name="Inside">The same of all other neighbours.</param>
/// <param name="Elsewhere">The largest mean of the seven other grids of 8 x 8 that might lie over the picture.</param>
public readonly record struct Blockiness(double Edge, double Inside, double Elsewhere)
{
    private const int Block = 8;

    private const double Tiny = 1e-6;

    /// <summary>About 1 without blocks.</summary>
    public double Ratio => (Edge + Tiny) / (Inside + Tiny);

    /// <summary>
    /// <see cref="Ratio"/>, or 1 where no JPEG has made it: drawn squares and pixels that were enlarged stand on several grids, or are quite even inside.
    /// </summary>
    public double OfCompression => Edge > Elsewhere && Inside * 16 > Edge ? Ratio : 1;

    public static Blockiness Of(GreyImage image)
    {
        // by the place in a block, of columns and of rows
        Span<long> sums = stackalloc long[Block], counts = stackalloc long[Block];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            Across(row, sums);
            if (y > 0)
            {
                sums[y % Block] += Difference(row, image.Row(y - 1));
                counts[y % Block] += row.Length;
            }
        }

        for (var x = 1; x < image.Width; x++)
        {
            counts[x % Block] += image.Height;
        }

        long insideSum = 0, insideCount = 0;
        double elsewhere = 0;
        for (var i = 1; i < Block; i++)
        {
            insideSum += sums[i];
            insideCount += counts[i];
            elsewhere = Math.Max(elsewhere, Mean(sums[i], counts[i]));
        }

        return new(Mean(sums[0], counts[0]), Mean(insideSum, insideCount), elsewhere);
    }

    private static void Across(ReadOnlySpan<byte> row, Span<long> sums)
    {
        var x = 1;
        for (; x < Block && x < row.Length; x++)
        {
            sums[x] += Math.Abs(row[x] - row[x - 1]);
        }

        // eight columns at a time; 256 differences fit in 16 bits
        while (x + Block <= row.Length)
        {
            var total = Vector128<ushort>.Zero;
            for (var end = Math.Min(row.Length - Block, x + 255 * Block); x <= end; x += Block)
            {
                total += Vector128.WidenLower(Differences(Eight(row[x..]), Eight(row[(x - 1)..])));
            }

            for (var i = 0; i < Block; i++)
            {
                sums[i] += total[i];
            }
        }

        for (; x < row.Length; x++)
        {
            sums[x % Block] += Math.Abs(row[x] - row[x - 1]);
        }
    }

    private static long Difference(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above)
    {
        long sum = 0;
        var x = 0;
        for (; x + Vector128<byte>.Count <= row.Length; x += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Differences(Vector128.Create(row[x..]), Vector128.Create(above[x..])));
            sum += Vector128.Sum(low + high);
        }

        for (; x < row.Length; x++)
        {
            sum += Math.Abs(row[x] - above[x]);
        }

        return sum;
    }

    private static Vector128<byte> Eight(ReadOnlySpan<byte> bytes) => Vector128.CreateScalar(BinaryPrimitives.ReadUInt64LittleEndian(bytes)).AsByte();

    private static Vector128<byte> Differences(Vector128<byte> a, Vector128<byte> b) => Vector128.Max(a, b) - Vector128.Min(a, b);

    private static double Mean(long sum, long count) => count == 0 ? 0 : (double)sum / count;
}
