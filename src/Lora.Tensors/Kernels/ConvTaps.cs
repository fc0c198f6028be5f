namespace Lora.Tensors.Kernels;

/// <summary>
/// A convolution seen as a product: rows are pixels of a grid, k runs over groups of channels, in a group over the taps (places of the kernel), in a tap over
/// the group's channels. So a block of k reads whole runs both of channels-last pixels and of weights in PyTorch's order. The group's size depends on the
/// number of taps alone.
/// </summary>
internal unsafe struct ConvTaps
{
    /// <summary>The source image: first channel of this group of the convolution, sizes, floats from pixel to pixel.</summary>
    public float* Source;

    public int Height, Width, Channels;
    public nint PixelStep;

    /// <summary>The grid of rows: row r is image, i, j; its tap t reads source pixel (i * StepH + DownOf[t], j * StepW + RightOf[t]), zeros outside.</summary>
    public int GridHeight, GridWidth, StepH, StepW;

    /// <summary>Taps used, and for each: its offset, and its place in the kernel.</summary>
    public int Count;

    public int* DownOf, RightOf, PlaceOf;

    /// <summary>Taps of the whole kernel.</summary>
    public int KernelSize;

    /// <summary>Steps of k, and channels at once.</summary>
    public readonly int Depth => Channels * Count;

    public readonly int Group => GroupFor(KernelSize);

    /// <summary>Steps of k in a full group.</summary>
    public readonly int Unit => Math.Max(1, Group * Count);

    /// <summary>The most channels that <see cref="GroupFor"/> gives.</summary>
    public const int LargestGroup = 288;

    private static int GroupFor(int kernelSize) => Math.Max(8, (LargestGroup / kernelSize + 7) / 8 * 8);

    /// <summary>Ints that the tables of a kernel need.</summary>
    public static int TableSize(int kernelSize) => 3 * kernelSize;

    /// <summary>All taps of a forward convolution, tables in <paramref name="table"/>.</summary>
    public static ConvTaps Forward(in Conv2dGeometry g, float* x, int* table)
    {
        var taps = new ConvTaps
        {
            Source = x,
            Height = g.InHeight,
            Width = g.InWidth,
            Channels = g.InChannels / g.Groups,
            PixelStep = g.InChannels,
            GridHeight = g.OutHeight,
            GridWidth = g.OutWidth,
            StepH = g.StrideH,
            StepW = g.StrideW,
        };
        taps.SetTables(g.KernelHeight * g.KernelWidth, table);
        for (var place = 0; place < taps.KernelSize; place++)
        {
            taps.Add(place / g.KernelWidth * g.DilationH - g.PadTop, place % g.KernelWidth * g.DilationW - g.PadLeft, place);
        }

        return taps;
    }

    /// <summary>
    /// The taps by which input pixels (phaseH + i * StrideH, phaseW + j * StrideW) reached the output: for each such pixel the same ones, so that a stride
    /// costs no multiplications with zeros.
    /// </summary>
    public static ConvTaps Backward(in Conv2dGeometry g, float* dy, int phaseH, int phaseW, int* table)
    {
        var taps = new ConvTaps
        {
            Source = dy,
            Height = g.OutHeight,
            Width = g.OutWidth,
            Channels = g.OutChannels / g.Groups,
            PixelStep = g.OutChannels,
            GridHeight = (g.InHeight - phaseH + g.StrideH - 1) / g.StrideH,
            GridWidth = (g.InWidth - phaseW + g.StrideW - 1) / g.StrideW,
            StepH = 1,
            StepW = 1,
        };
        taps.SetTables(g.KernelHeight * g.KernelWidth, table);
        for (var place = 0; place < taps.KernelSize; place++)
        {
            int down = phaseH + g.PadTop - place / g.KernelWidth * g.DilationH, right = phaseW + g.PadLeft - place % g.KernelWidth * g.DilationW;
            if (down % g.StrideH == 0 && right % g.StrideW == 0)
            {
                taps.Add(down / g.StrideH, right / g.StrideW, place);
            }
        }

        return taps;
    }

    private void SetTables(int kernelSize, int* table)
    {
        KernelSize = kernelSize;
        DownOf = table;
        RightOf = table + kernelSize;
        PlaceOf = table + 2 * kernelSize;
    }

    private void Add(int down, int right, int place)
    {
        DownOf[Count] = down;
        RightOf[Count] = right;
        PlaceOf[Count++] = place;
    }
}
