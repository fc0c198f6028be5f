namespace Lora.Imaging.Jpeg;

/// <summary>
/// Rows of one component at the picture's full size. A component at half resolution is interpolated with a triangle (3/4 of the near sample, 1/4 of the far
/// one; ties rounded up and down in turn), as libjpeg's "fancy upsampling"; other ratios, and planes of 1 or 2 samples across, are repeated, as there.
/// </summary>
internal sealed class ChromaUpsampler
{
    private readonly byte[] _plane;
    private readonly int _stride, _width, _height, _across, _down;
    private readonly bool _smoothAcross, _smoothDown;
    private readonly int[] _columns;
    private readonly byte[] _row;

    public ChromaUpsampler(JpegComponent component, JpegFrame frame)
    {
        (_plane, _stride, _width, _height) = (component.Samples(), component.BlocksWide * 8, component.Width, component.Height);
        (_across, _down) = (frame.MaxH / component.H, frame.MaxV / component.V);
        _smoothAcross = _across == 2 && _down <= 2 && _width > 2;
        _smoothDown = _down == 2 && (_across == 1 || _smoothAcross);
        _columns = new int[_width];
        _row = new byte[Math.Max(_width * _across, frame.Width)];
    }

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Row(int y)
    {
        var near = y / _down;
        var samples = _plane.AsSpan(near * _stride, _width);
        if (!_smoothAcross && !_smoothDown)
        {
            if (_across == 1)
            {
                return samples;
            }

            for (var x = 0; x < _row.Length; x++)
            {
                _row[x] = samples[x / _across];
            }

            return _row;
        }
        if (!_smoothDown)
        {
            for (var x = 0; x < _width; x++)
            {
                _columns[x] = samples[x];
            }

            Across(1, 2, 2);
            return _row;
        }
        var upper = (y & 1) == 0;
        var far = Math.Clamp(upper ? near - 1 : near + 1, 0, _height - 1);
        var other = _plane.AsSpan(far * _stride, _width);
        for (var x = 0; x < _width; x++)
        {
            _columns[x] = samples[x] * 3 + other[x];
        }

        if (_smoothAcross)
        {
            Across(8, 7, 4);
        }
        else
        {
            var bias = upper ? 1 : 2;
            for (var x = 0; x < _width; x++)
            {
                _row[x] = (byte)((_columns[x] + bias) >> 2);
            }
        }
        return _row;
    }

    private void Across(int leftBias, int rightBias, int shift)
    {
        for (var x = 0; x < _width; x++)
        {
            int here = _columns[x], left = x > 0 ? _columns[x - 1] : here, right = x < _width - 1 ? _columns[x + 1] : here;
            _row[2 * x] = (byte)((here * 3 + left + leftBias) >> shift);
            _row[2 * x + 1] = (byte)((here * 3 + right + rightBias) >> shift);
        }
    }
}
