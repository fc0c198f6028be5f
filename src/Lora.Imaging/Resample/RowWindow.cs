namespace Lora.Imaging.Resample;

/// <summary>
/// The input rows that an output row needs, already resampled across and rounded to 8 bits; a row is made once and dropped when the window has passed it,
/// so a big picture costs a few rows, not a copy.
/// </summary>
internal sealed class RowWindow(Rgb24Image source, KernelMap? across, int width)
{
    private readonly Dictionary<int, byte[]> _rows = [];
    private readonly Stack<byte[]> _spare = [];
    private int _first;

    /// <summary>Row <paramref name="y"/> of the input at the output's width. Rows before the last <see cref="DropBefore"/> are gone.</summary>
    public ReadOnlySpan<byte> Row(int y)
    {
        if (across is null)
        {
            return source.Row(y);
        }

        if (_rows.TryGetValue(y, out var row))
        {
            return row;
        }

        row = _spare.Count > 0 ? _spare.Pop() : new byte[width * 3];
        Across(source.Row(y), across, row);
        _rows.Add(y, row);
        return row;
    }

    public void DropBefore(int y)
    {
        for (; _first < y; _first++)
        {
            if (_rows.Remove(_first, out var row))
            {
                _spare.Push(row);
            }
        }
    }

    private static void Across(ReadOnlySpan<byte> input, KernelMap map, Span<byte> output)
    {
        for (var x = 0; x < output.Length / 3; x++)
        {
            var weights = map.Weights(x);
            var window = input.Slice(map.Start(x) * 3, weights.Length * 3);
            int r = 0, g = 0, b = 0;
            for (int i = 0, at = 0; i < weights.Length; i++, at += 3)
            {
                var weight = weights[i];
                r += window[at] * weight;
                g += window[at + 1] * weight;
                b += window[at + 2] * weight;
            }
            output[x * 3] = KernelMap.ToPixel(r);
            output[x * 3 + 1] = KernelMap.ToPixel(g);
            output[x * 3 + 2] = KernelMap.ToPixel(b);
        }
    }
}
