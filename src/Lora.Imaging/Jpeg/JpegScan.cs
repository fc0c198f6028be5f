namespace Lora.Imaging.Jpeg;

/// <summary>The parameters of a scan header (SOS) and the way over its blocks; what a block holds is its subclass's business.</summary>
internal abstract class JpegScan(BitReader bits)
{
    /// <summary>A component, with its tables where the scan uses them.</summary>
    internal readonly record struct Part(JpegComponent Component, HuffmanTable? Dc, HuffmanTable? Ac);

    protected BitReader Bits => bits;

    /// <summary>Decodes one block of the component.</summary>
    protected abstract void Block(in Part part, int column, int row);

    /// <summary>Forgets what earlier blocks left behind: at the start and after each restart marker.</summary>
    protected virtual void Reset(Part[] parts)
    {
        foreach (var part in parts)
        {
            part.Component.Predictor = 0;
        }
    }

    /// <param name="restartInterval">Units between restart markers; 0 = none.</param>
    public void Decode(JpegFrame frame, Part[] parts, int restartInterval)
    {
        Reset(parts);
        // a scan of one component goes over that component's own blocks; else over units of H x V blocks each
        var single = parts.Length == 1 ? parts[0].Component : null;
        var unitsWide = single is null ? parts[0].Component.BlocksWide / parts[0].Component.H : (single.Width + 7) / 8;
        var unitsHigh = single is null ? parts[0].Component.BlocksHigh / parts[0].Component.V : (single.Height + 7) / 8;
        int untilRestart = restartInterval, restarts = 0;
        for (var y = 0; y < unitsHigh; y++)
        {
            for (var x = 0; x < unitsWide; x++)
            {
                if (restartInterval > 0 && untilRestart-- == 0)
                {
                    bits.Restart(restarts++ & 7);
                    Reset(parts);
                    untilRestart = restartInterval - 1;
                }
                if (single is not null)
                {
                    Block(parts[0], x, y);
                }
                else
                {
                    Unit(parts, x, y);
                }
            }
        }
    }

    private void Unit(Part[] parts, int x, int y)
    {
        foreach (var part in parts)
        {
            var c = part.Component;
            for (var v = 0; v < c.V; v++)
            {
                for (var h = 0; h < c.H; h++)
                {
                    Block(part, x * c.H + h, y * c.V + v);
                }
            }
        }
    }
}
