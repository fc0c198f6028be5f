namespace Lora.Imaging.Resample.Windows;

/// <summary>
/// The input rows that an output row needs, already resampled across and rounded to 8 bits; a row is made once and dropped when the window has passed it,
/// so a big picture costs a few rows, not a copy.
/// </summary>
internal sealed class RowWindow(Samples source, KernelMap? across, int width)
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

        row = _spare.Count > 0 ? _spare.Pop() : new byte[width * source.Channels];
        WeightedSum.Across(source.Row(y), source.Channels, across, row);
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
}
