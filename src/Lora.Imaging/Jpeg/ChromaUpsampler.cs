namespace Lora.Imaging.Jpeg;

/// <summary>
/// Rows of one component at the picture's full size. A component at half resolution is interpolated with a triangle (3/4 of the near sample, 1/4 of the far
/// one; ties rounded up and down in turn), as libjpeg's "fancy upsampling"; other ratios, and planes of 1 or 2 samples across, are repeated, as there.
/// </summary>
internal sealed class ChromaUpsampler
{
    private readonly byte[] plane;
    private readonly int stride, width, height, across, down;
    private readonly bool smoothAcross, smoothDown;
    private readonly int[] columns;
    private readonly byte[] row;

    public ChromaUpsampler(JpegComponent component, JpegFrame frame)
    {
        (plane, stride, width, height) = (component.Samples(), component.BlocksWide * 8, component.Width, component.Height);
        (across, down) = (frame.MaxH / component.H, frame.MaxV / component.V);
        smoothAcross = across == 2 && down <= 2 && width > 2;
        smoothDown = down == 2 && (across == 1 || smoothAcross);
        columns = new int[width];
        row = new byte[Math.Max(width * across, frame.Width)];
    }

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Row(int y)
    {
        int near = y / down;
        var samples = plane.AsSpan(near * stride, width);
        if (!smoothAcross && !smoothDown)
        {
            if (across == 1)
                return samples;
            for (int x = 0; x < row.Length; x++)
                row[x] = samples[x / across];
            return row;
        }
        if (!smoothDown)
        {
            for (int x = 0; x < width; x++)
                columns[x] = samples[x];
            Across(1, 2, 2);
            return row;
        }
        bool upper = (y & 1) == 0;
        int far = Math.Clamp(upper ? near - 1 : near + 1, 0, height - 1);
        var other = plane.AsSpan(far * stride, width);
        for (int x = 0; x < width; x++)
            columns[x] = samples[x] * 3 + other[x];
        if (smoothAcross)
        {
            Across(8, 7, 4);
        }
        else
        {
            int bias = upper ? 1 : 2;
            for (int x = 0; x < width; x++)
                row[x] = (byte)((columns[x] + bias) >> 2);
        }
        return row;
    }

    private void Across(int leftBias, int rightBias, int shift)
    {
        for (int x = 0; x < width; x++)
        {
            int here = columns[x], left = x > 0 ? columns[x - 1] : here, right = x < width - 1 ? columns[x + 1] : here;
            row[2 * x] = (byte)((here * 3 + left + leftBias) >> shift);
            row[2 * x + 1] = (byte)((here * 3 + right + rightBias) >> shift);
        }
    }
}
