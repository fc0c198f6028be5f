namespace Lora.Imaging.Jpeg;

/// <summary>
/// A block of a progressive scan (annex G): the coefficients <paramref name="first"/> to <paramref name="last"/> down to bit <paramref name="low"/>,
/// for the first time (<paramref name="high"/> 0) or one bit more.
/// </summary>
internal sealed class ProgressiveScan(BitReader bits, int first, int last, int high, int low) : JpegScan(bits)
{
    /// <summary>Blocks, this one included, in which no further coefficient begins.</summary>
    private int _emptyRun;

    protected override void Reset(Part[] parts)
    {
        base.Reset(parts);
        _emptyRun = 0;
    }

    protected override void Block(in Part part, int column, int row)
    {
        var block = part.Component.Block(column, row);
        if (first == 0 && high == 0)
        {
            FirstDc(part, block);
        }
        else if (first == 0)
        {
            block[0] |= (short)(Bits.Read(1) << low);
        }
        else if (high == 0)
        {
            FirstAc(part.Ac!, block);
        }
        else
        {
            RefineAc(part.Ac!, block);
        }
    }

    private void FirstDc(in Part part, Span<short> block)
    {
        part.Component.Predictor += Bits.ReadSigned(part.Dc!.Decode(Bits) & 15);
        block[0] = (short)(part.Component.Predictor << low);
    }

    private void FirstAc(HuffmanTable table, Span<short> block)
    {
        if (_emptyRun > 0)
        {
            _emptyRun--;
            return;
        }
        for (var k = first; k <= last; k++)
        {
            int symbol = table.Decode(Bits), zeros = symbol >> 4, size = symbol & 15;
            if (size != 0)
            {
                k += zeros;
                if (k > last)
                {
                    throw JpegFrame.Damaged("a block has more coefficients than its scan says");
                }

                block[ZigZag.ToNatural[k]] = (short)(Bits.ReadSigned(size) << low);
            }
            else if (zeros == 15)
            {
                k += 15;
            }
            else
            {
                _emptyRun = (1 << zeros) + Bits.Read(zeros) - 1;
                return;
            }
        }
    }

    private void RefineAc(HuffmanTable table, Span<short> block)
    {
        var k = first;
        for (; k <= last && _emptyRun == 0; k++)
        {
            int symbol = table.Decode(Bits), zeros = symbol >> 4, value = 0;
            if ((symbol & 15) != 0)
            {
                value = Bits.Read(1) != 0 ? 1 << low : -1 << low;
            }
            else if (zeros != 15)
            {
                _emptyRun = (1 << zeros) + Bits.Read(zeros);
            }

            if (_emptyRun > 0)
            {
                break;
            }

            k = RefineUntil(block, k, zeros);
            if (value == 0)
            {
                continue;
            }

            if (k > last)
            {
                throw JpegFrame.Damaged("a block has more coefficients than its scan says");
            }

            block[ZigZag.ToNatural[k]] = (short)value;
        }
        if (_emptyRun == 0)
        {
            return;
        }

        RefineUntil(block, k, int.MaxValue);
        _emptyRun--;
    }

    /// <summary>A correction bit for every coefficient that is not zero, up to the zero after <paramref name="zeros"/> others: its place is returned.</summary>
    private int RefineUntil(Span<short> block, int k, int zeros)
    {
        for (; k <= last; k++)
        {
            ref var coefficient = ref block[ZigZag.ToNatural[k]];
            if (coefficient == 0)
            {
                if (zeros-- == 0)
                {
                    break;
                }
            }
            else if (Bits.Read(1) != 0 && (Math.Abs((int)coefficient) & (1 << low)) == 0)
            {
                coefficient += (short)(coefficient > 0 ? 1 << low : -1 << low);
            }
        }
        return k;
    }
}
