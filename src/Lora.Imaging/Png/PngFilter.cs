using System.Numerics;

namespace Lora.Imaging.Png;

/// <summary>The five row filters of the PNG specification (section 9), forwards and backwards. Bytes left of or above the picture count as 0.</summary>
internal static class PngFilter
{
    /// <summary>Restores a row in place. <paramref name="above"/> is the restored row above, all zero for the first.</summary>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (var i = step; i < row.Length; i++)
                {
                    row[i] += row[i - step];
                }

                break;
            case 2:
                Up(row, above);
                break;
            case 3:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)(((i >= step ? row[i - step] : 0) + above[i]) >> 1);
                }

                break;
            case 4:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += i >= step ? Paeth(row[i - step], above[i], above[i - step]) : above[i];
                }

                break;
            default:
                throw ImageFormatException.Damaged($"The PNG file is damaged: row filter {filter} does not exist.");
        }
    }

    private static void Up(Span<byte> row, ReadOnlySpan<byte> above)
    {
        var x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            (new Vector<byte>(row[x..]) + new Vector<byte>(above[x..])).CopyTo(row[x..]);
        }

        for (; x < row.Length; x++)
        {
            row[x] += above[x];
        }
    }

    /// <summary>Filters <paramref name="row"/> into <paramref name="output"/> and returns the sum of its absolute values as signed bytes.</summary>
    public static int Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> output)
    {
        var sum = 0;
        for (var i = 0; i < row.Length; i++)
        {
            int left = i >= step ? row[i - step] : 0, up = above[i], corner = i >= step ? above[i - step] : 0;
            var predicted = filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) >> 1, _ => Paeth(left, up, corner) };
            var value = (byte)(row[i] - predicted);
            output[i] = value;
            sum += value < 128 ? value : 256 - value;
        }
        return sum;
    }

    /// <summary>Filter 2 into <paramref name="output"/>, or filter 1 where <paramref name="above"/> is empty.</summary>
    public static void Difference(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> output)
    {
        if (above.IsEmpty)
        {
            row[..step].CopyTo(output);
            above = row;
            row = row[step..];
            output = output[step..];
        }

        var x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            (new Vector<byte>(row[x..]) - new Vector<byte>(above[x..])).CopyTo(output[x..]);
        }

        for (; x < row.Length; x++)
        {
            output[x] = (byte)(row[x] - above[x]);
        }
    }

    private static byte Paeth(int left, int up, int corner)
    {
        int dLeft = Math.Abs(up - corner), dUp = Math.Abs(left - corner), dCorner = Math.Abs(left + up - 2 * corner);
        return (byte)(dLeft <= dUp && dLeft <= dCorner ? left : dUp <= dCorner ? up : corner);
    }
}
