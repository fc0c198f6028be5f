namespace Lora.Imaging.Jpeg;

/// <summary>A baseline or extended sequential scan (annex F.2): a block has all of its coefficients at once, and becomes samples at once.</summary>
internal sealed class SequentialScan(BitReader bits) : JpegScan(bits)
{
    private readonly short[] _block = new short[64];

    protected override void Block(in Part part, int column, int row)
    {
        Array.Clear(_block);
        var last = Bits.ReadBlock(part.Dc!, part.Ac!, ref part.Component.Predictor, _block);
        part.Component.SetSamples(column, row, _block, isFlat: last == 0);
    }
}
