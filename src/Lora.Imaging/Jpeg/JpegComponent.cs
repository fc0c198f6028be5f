namespace Lora.Imaging.Jpeg;

/// <summary>One colour channel of a frame: its sampling, its coefficients (64 a block, in natural order) and, at the end, its samples.</summary>
internal sealed class JpegComponent(byte id, int h, int v, int quantTable)
{
    public byte Id => id;
    /// <summary>Blocks across in an interleaved unit, 1 to 4.</summary>
    public int H => h;
    /// <summary>Blocks down in an interleaved unit, 1 to 4.</summary>
    public int V => v;
    public int QuantTable => quantTable;

    /// <summary>Samples that belong to the picture; blocks reach beyond them.</summary>
    public int Width { get; private set; }
    public int Height { get; private set; }
    /// <summary>Blocks stored, rounded up to whole interleaved units.</summary>
    public int BlocksWide { get; private set; }
    public int BlocksHigh { get; private set; }

    /// <summary>The table in force when the component's first scan began; null before it.</summary>
    public ushort[]? Quantisation { get; set; }
    /// <summary>Predicted DC value within a scan.</summary>
    public int Predictor { get; set; }

    private short[] _coefficients = [];

    public void Lay(int imageWidth, int imageHeight, int maxH, int maxV)
    {
        Width = Ceil(imageWidth * h, maxH);
        Height = Ceil(imageHeight * v, maxV);
        BlocksWide = Ceil(imageWidth, 8 * maxH) * h;
        BlocksHigh = Ceil(imageHeight, 8 * maxV) * v;
    }

    public void Allocate() => _coefficients = new short[checked(BlocksWide * BlocksHigh * 64)];

    public Span<short> Block(int column, int row) => _coefficients.AsSpan((row * BlocksWide + column) * 64, 64);

    /// <summary>All blocks back to samples: <see cref="BlocksWide"/> * 8 a row.</summary>
    public byte[] Samples()
    {
        var stride = BlocksWide * 8;
        var plane = new byte[stride * BlocksHigh * 8];
        for (var row = 0; row < BlocksHigh; row++)
        {
            for (var column = 0; column < BlocksWide; column++)
            {
                InverseDct.Block(Block(column, row), Quantisation!, plane.AsSpan(row * 8 * stride + column * 8), stride);
            }
        }
        return plane;
    }

    private static int Ceil(int value, int unit) => (value + unit - 1) / unit;
}
