namespace Lora.Imaging.Jpeg;

/// <summary>A block of a baseline or extended sequential scan (annex F.2): all of its coefficients at once.</summary>
internal sealed class SequentialScan(BitReader bits) : JpegScan(bits)
{
    protected override void Block(in Part part, Span<short> block)
    {
        part.Component.Predictor += Bits.ReadSigned(part.Dc!.Decode(Bits) & 15);
        block[0] = (short)part.Component.Predictor;
        for (var k = 1; k < 64; k++)
        {
            int symbol = part.Ac!.Decode(Bits), zeros = symbol >> 4, size = symbol & 15;
            if (size == 0)
            {
                if (zeros != 15)
                {
                    return;
                }

                k += 15;
                continue;
            }
            k += zeros;
            if (k > 63)
            {
                throw JpegFrame.Damaged("a block has more than 64 coefficients");
            }

            block[ZigZag.ToNatural[k]] = (short)Bits.ReadSigned(size);
        }
    }
}
