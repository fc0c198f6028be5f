namespace Lora.Imaging.Resample.Taps;

/// <summary>
/// The input rows that an output row needs, resampled across and not yet rounded. The taps' rows lie side by side, so that so many places hold them.
/// </summary>
internal sealed class TapRows(Samples source, TapMap across, int width, int taps)
{
    private readonly int[][] _rows = [.. Enumerable.Range(0, taps).Select(_ => new int[width * source.Channels])];
    private readonly int[] _held = [.. Enumerable.Repeat(-1, taps)];

    /// <summary>Valid until a row <c>taps</c> further on or back is asked for.</summary>
    public int[] Row(int y)
    {
        var place = y % _rows.Length;
        if (_held[place] != y)
        {
            Across(source.Row(y), _rows[place]);
            _held[place] = y;
        }

        return _rows[place];
    }

    private void Across(ReadOnlySpan<byte> input, Span<int> output)
    {
        var channels = source.Channels;
        for (var x = 0; x < width; x++)
        {
            var places = across.Places(x);
            var weights = across.Weights(x);
            for (var c = 0; c < channels; c++)
            {
                var sum = 0;
                for (var k = 0; k < places.Length; k++)
                {
                    sum += input[places[k] * channels + c] * weights[k];
                }

                output[x * channels + c] = sum;
            }
        }
    }
}
