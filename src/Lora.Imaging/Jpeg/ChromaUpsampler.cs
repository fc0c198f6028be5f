using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lora.Imaging.Jpeg;

/// <summary>
/// Rows of one component at the picture's size. A component at half resolution is interpolated with a triangle (3/4 of the near sample, 1/4 of the far
/// one; ties rounded up and down in turn), as libjpeg's "fancy upsampling"; other ratios, planes of 1 or 2 samples across, and pictures of one sample a block
/// are repeated, as there.
/// </summary>
internal sealed class ChromaUpsampler
{
    private readonly JpegComponent _component;
    private readonly int _width, _height, _across, _down;
    private readonly bool _smoothAcross, _smoothDown;
    /// <summary>The samples of a row, perhaps blended with another, and one more on both sides.</summary>
    private readonly ushort[] _columns;
    private readonly byte[] _row;

    public ChromaUpsampler(JpegComponent component, JpegFrame frame)
    {
        (_component, _width, _height) = (component, component.SamplesWide, component.SamplesHigh);
        (_across, _down) = (frame.MaxH * frame.Side / (component.H * component.Side), frame.MaxV * frame.Side / (component.V * component.Side));
        _smoothAcross = _across == 2 && _down <= 2 && _width > 2 && frame.Side > 1;
        _smoothDown = _down == 2 && (_across == 1 || _smoothAcross) && frame.Side > 1;
        _columns = new ushort[_width + 2];
        _row = new byte[Math.Max(_width * _across, frame.SamplesWide)];
    }

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Row(int y)
    {
        var near = Samples(y / _down);
        if (!_smoothAcross && !_smoothDown)
        {
            return _across == 1 ? near : Repeated(near);
        }

        if (!_smoothDown)
        {
            Blend(near, 1, default);
            Across(1, 2, 2);
            return _row;
        }

        var upper = (y & 1) == 0;
        Blend(near, 3, Samples(Math.Clamp(upper ? y / 2 - 1 : y / 2 + 1, 0, _height - 1)));
        if (_smoothAcross)
        {
            Across(8, 7, 4);
        }
        else
        {
            Down(upper ? 1 : 2);
        }

        return _row;
    }

    private ReadOnlySpan<byte> Samples(int y) => _component.Samples.Slice(y * _component.Stride, _width);

    private byte[] Repeated(ReadOnlySpan<byte> samples)
    {
        for (var x = 0; x < _width * _across; x++)
        {
            _row[x] = samples[x / _across];
        }

        return _row;
    }

    /// <summary>Fills the columns: a row times a factor, and another, if one is given; both ends are repeated.</summary>
    private void Blend(ReadOnlySpan<byte> near, int factor, ReadOnlySpan<byte> far)
    {
        var x = 0;
        var to = _columns.AsSpan(1, _width);
        for (; x <= _width - 16; x += 16)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(near[x..]));
            (low, high) = (low * (ushort)factor, high * (ushort)factor);
            if (!far.IsEmpty)
            {
                var (farLow, farHigh) = Vector128.Widen(Vector128.Create(far[x..]));
                (low, high) = (low + farLow, high + farHigh);
            }

            low.CopyTo(to[x..]);
            high.CopyTo(to[(x + 8)..]);
        }

        for (; x < _width; x++)
        {
            to[x] = (ushort)(near[x] * factor + (far.IsEmpty ? 0 : far[x]));
        }

        _columns[0] = to[0];
        _columns[_width + 1] = to[^1];
    }

    private void Across(int leftBias, int rightBias, int shift)
    {
        var x = 0;
        var pairs = MemoryMarshal.Cast<byte, ushort>(_row.AsSpan());
        ReadOnlySpan<ushort> columns = _columns;
        Vector128<ushort> left = Vector128.Create((ushort)leftBias), right = Vector128.Create((ushort)rightBias);
        for (; x <= _width - 8; x += 8)
        {
            var here = Vector128.Create(columns[(x + 1)..]) * (ushort)3;
            var even = (here + Vector128.Create(columns[x..]) + left) >> shift;
            var odd = (here + Vector128.Create(columns[(x + 2)..]) + right) >> shift;
            (BitConverter.IsLittleEndian ? even | odd << 8 : even << 8 | odd).CopyTo(pairs[x..]);
        }

        for (; x < _width; x++)
        {
            _row[2 * x] = (byte)((columns[x + 1] * 3 + columns[x] + leftBias) >> shift);
            _row[2 * x + 1] = (byte)((columns[x + 1] * 3 + columns[x + 2] + rightBias) >> shift);
        }
    }

    private void Down(int bias)
    {
        for (var x = 0; x < _width; x++)
        {
            _row[x] = (byte)((_columns[x + 1] + bias) >> 2);
        }
    }
}
