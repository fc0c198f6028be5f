using System.Buffers;

namespace Lora.Imaging.Jpeg;

/// <summary>
/// One colour channel of a frame: its sampling, its coefficients (64 a block, in natural order) where they come in several scans, and its samples.
/// </summary>
internal sealed class JpegComponent(byte id, int h, int v, int quantTable)
{
    public byte Id => id;
    /// <summary>Blocks across in an interleaved unit, 1 to 4.</summary>
    public int H => h;
    /// <summary>Blocks down in an interleaved unit, 1 to 4.</summary>
    public int V => v;
    public int QuantTable => quantTable;

    /// <summary>Samples of the whole picture's component.</summary>
    public int Width { get; private set; }
    public int Height { get; private set; }
    /// <summary>Blocks stored, rounded up to whole interleaved units.</summary>
    public int BlocksWide { get; private set; }
    public int BlocksHigh { get; private set; }

    /// <summary>Samples along a side of a block: 8, or 4, 2, 1 where the picture is shrunk.</summary>
    public int Side { get; private set; } = 8;
    /// <summary>Samples that belong to the picture, as shrunk; blocks reach beyond them.</summary>
    public int SamplesWide => Ceil(Width * Side, 8);
    public int SamplesHigh => Ceil(Height * Side, 8);
    /// <summary>Samples from a row to the next.</summary>
    public int Stride => BlocksWide * Side;
    public ReadOnlySpan<byte> Samples => _samples;

    /// <summary>The table in force when the component's first scan began, natural order; null before it.</summary>
    public int[]? Quantisation { get; set; }

    /// <summary>Predicted DC value within a scan.</summary>
    public int Predictor;

    private short[] _coefficients = [];
    private byte[] _samples = [];

    public void Lay(int imageWidth, int imageHeight, int maxH, int maxV)
    {
        Width = Ceil(imageWidth * h, maxH);
        Height = Ceil(imageHeight * v, maxV);
        BlocksWide = Ceil(imageWidth, 8 * maxH) * h;
        BlocksHigh = Ceil(imageHeight, 8 * maxV) * v;
    }

    /// <param name="side"><see cref="Side"/>.</param>
    /// <param name="keepsCoefficients">They come in several scans.</param>
    public void Allocate(int side, bool keepsCoefficients)
    {
        Side = side;
        _coefficients = keepsCoefficients ? new short[checked(BlocksWide * BlocksHigh * 64)] : [];
        // every sample that is looked at is written before
        _samples = ArrayPool<byte>.Shared.Rent(checked(Stride * BlocksHigh * side));
    }

    /// <summary>Lets go of the samples.</summary>
    public void Release()
    {
        ArrayPool<byte>.Shared.Return(_samples);
        _samples = [];
    }

    public Span<short> Block(int column, int row) => _coefficients.AsSpan((row * BlocksWide + column) * 64, 64);

    /// <summary>Coefficients back to samples.</summary>
    /// <param name="isFlat">All but the first are 0.</param>
    public void SetSamples(int column, int row, ReadOnlySpan<short> block, bool isFlat)
    {
        var output = _samples.AsSpan(row * Side * Stride + column * Side);
        if (isFlat)
        {
            InverseDct.Flat(block[0] * Quantisation![0], output, Stride, Side);
        }
        else if (Side == 8)
        {
            InverseDct.Block(block, Quantisation, output, Stride);
        }
        else
        {
            ReducedDct.Block(block, Quantisation, output, Stride, Side);
        }
    }

    /// <summary>All kept coefficients back to samples.</summary>
    public void SetAllSamples()
    {
        if (_coefficients.Length == 0)
        {
            return;
        }

        Parallel.For(0, BlocksHigh, row =>
        {
            for (var column = 0; column < BlocksWide; column++)
            {
                var block = Block(column, row);
                SetSamples(column, row, block, block[1..].IndexOfAnyExcept((short)0) < 0);
            }
        });
    }

    private static int Ceil(int value, int unit) => (value + unit - 1) / unit;
}
