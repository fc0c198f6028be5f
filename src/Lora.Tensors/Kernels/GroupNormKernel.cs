using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>
/// Group norm, and silu after it where asked, of one channels-last image [pixels, channels]. Per channel sums run over blocks of 64 pixels in order, the
/// blocks and a group's channels are added in double: lanes hold different channels, so the bits depend on nothing else. y = silu?((x - mean) * scale + bias)
/// with scale = rstd * weight.
/// </summary>
internal static unsafe class GroupNormKernel
{
    public const int Block = 64;

    public static int Blocks(int pixels) => (pixels + Block - 1) / Block;

    /// <summary>
    /// Of one block of pixels: the channels' sums of x, or of (x - mean)^2 where means are given. sums: channels floats.
    /// </summary>
    public static void BlockSums(float* x, float* means, int block, int pixels, int channels, float* sums)
    {
        new Span<float>(sums, channels).Clear();
        var end = x + (long)Math.Min(pixels, (block + 1) * Block) * channels;
        for (var row = x + (long)block * Block * channels; row < end; row += channels)
        {
            if (means is null)
            {
                Elementwise.Run(new Add(), sums, 1, row, 1, sums, channels);
            }
            else
            {
                Elementwise.Run(new AddSquaredDistance(), sums, 1, row, 1, means, 1, sums, channels);
            }
        }
    }

    /// <summary>The groups' means, one value a channel, from the block sums of an image.</summary>
    public static void Means(float* blockSums, int pixels, int channels, int groups, float* means)
    {
        var each = channels / groups;
        for (var g = 0; g < groups; g++)
        {
            new Span<float>(means + g * each, each).Fill((float)(GroupTotal(blockSums, pixels, channels, g * each, each) / ((double)pixels * each)));
        }
    }

    /// <summary>Per channel scale and bias, and rstd per group, from the block sums of squared distances.</summary>
    public static void Scales(float* blockSums, int pixels, int channels, int groups, float* weight, float* bias, double eps, float* scales, float* biases,
        float* groupRstd)
    {
        var each = channels / groups;
        for (var g = 0; g < groups; g++)
        {
            groupRstd[g] = (float)(1 / Math.Sqrt(GroupTotal(blockSums, pixels, channels, g * each, each) / ((double)pixels * each) + eps));
            for (var c = g * each; c < (g + 1) * each; c++)
            {
                scales[c] = weight is null ? groupRstd[g] : groupRstd[g] * weight[c];
                biases[c] = bias is null ? 0 : bias[c];
            }
        }
    }

    private static double GroupTotal(float* blockSums, int pixels, int channels, int first, int count)
    {
        double sum = 0;
        for (var c = first; c < first + count; c++)
        {
            sum += Total(blockSums + c, Blocks(pixels), channels);
        }

        return sum;
    }

    /// <summary>Adds up a channel over the blocks.</summary>
    public static double Total(float* blockSums, int blocks, int step)
    {
        double sum = 0;
        for (var b = 0; b < blocks; b++)
        {
            sum += blockSums[(long)b * step];
        }

        return sum;
    }

    public static void Forward(float* x, float* means, float* scales, float* biases, float* y, int pixels, int channels, bool silu)
    {
        for (var i = 0; i < pixels; i++, x += channels, y += channels)
        {
            switch (CpuTiers.Current)
            {
                case CpuTier.Vector512:
                    Forward<Lanes16>(x, means, scales, biases, y, channels, silu);
                    break;
                case CpuTier.Vector256:
                    Forward<Lanes8>(x, means, scales, biases, y, channels, silu);
                    break;
                case CpuTier.Vector128:
                    Forward<Lanes4>(x, means, scales, biases, y, channels, silu);
                    break;
                default:
                    Forward<Lanes1>(x, means, scales, biases, y, channels, silu);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forward<T>(float* x, float* means, float* scales, float* biases, float* y, int n, bool silu) where T : struct, ILanes<T>
    {
        var c = 0;
        for (; c + T.Width <= n; c += T.Width)
        {
            var z = Normal<T>(x, means, scales, biases, c);
            (silu ? new Silu().Apply(z) : z).Store(y + c);
        }

        if (c < n)
        {
            Forward<Lanes1>(x + c, means + c, scales + c, biases + c, y + c, n - c, silu);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Normal<T>(float* x, float* means, float* scales, float* biases, int c) where T : struct, ILanes<T> =>
        T.Fma(T.Load(x + c) - T.Load(means + c), T.Load(scales + c), T.Load(biases + c));

    /// <summary>
    /// Per channel of one block of pixels: the sums of dz (in place 0 to channels - 1) and of dz (x - mean) (behind them), where dz is the gradient before
    /// silu.
    /// </summary>
    public static void BackwardSums(float* x, float* dy, float* means, float* scales, float* biases, int block, int pixels, int channels, bool silu,
        float* sums)
    {
        var dots = sums + channels;
        new Span<float>(sums, 2 * channels).Clear();
        for (var i = block * Block; i < Math.Min(pixels, (block + 1) * Block); i++)
        {
            var offset = (long)i * channels;
            switch (CpuTiers.Current)
            {
                case CpuTier.Vector512:
                    BackwardSums<Lanes16>(x + offset, dy + offset, means, scales, biases, sums, dots, channels, silu);
                    break;
                case CpuTier.Vector256:
                    BackwardSums<Lanes8>(x + offset, dy + offset, means, scales, biases, sums, dots, channels, silu);
                    break;
                case CpuTier.Vector128:
                    BackwardSums<Lanes4>(x + offset, dy + offset, means, scales, biases, sums, dots, channels, silu);
                    break;
                default:
                    BackwardSums<Lanes1>(x + offset, dy + offset, means, scales, biases, sums, dots, channels, silu);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BackwardSums<T>(float* x, float* dy, float* means, float* scales, float* biases, float* sums, float* dots, int n, bool silu)
        where T : struct, ILanes<T>
    {
        var c = 0;
        for (; c + T.Width <= n; c += T.Width)
        {
            AddSums<T>(x, dy, means, scales, biases, sums, dots, c, silu);
        }

        if (c < n)
        {
            BackwardSums<Lanes1>(x + c, dy + c, means + c, scales + c, biases + c, sums + c, dots + c, n - c, silu);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSums<T>(float* x, float* dy, float* means, float* scales, float* biases, float* sums, float* dots, int c, bool silu)
        where T : struct, ILanes<T>
    {
        var d = Before<T>(x, dy, means, scales, biases, c, silu);
        (T.Load(sums + c) + d).Store(sums + c);
        T.Fma(d, T.Load(x + c) - T.Load(means + c), T.Load(dots + c)).Store(dots + c);
    }

    /// <summary>The gradient before silu.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Before<T>(float* x, float* dy, float* means, float* scales, float* biases, int c, bool silu) where T : struct, ILanes<T> =>
        silu ? new SiluGradient().Apply(Normal<T>(x, means, scales, biases, c), T.Load(dy + c)) : T.Load(dy + c);

    /// <summary>dx = scale dz + slope (x - mean) + shift, the last two per channel.</summary>
    public static void Backward(float* x, float* dy, float* means, float* scales, float* biases, float* slopes, float* shifts, float* dx,
        int pixels, int channels, bool silu)
    {
        for (var i = 0; i < pixels; i++, x += channels, dy += channels, dx += channels)
        {
            switch (CpuTiers.Current)
            {
                case CpuTier.Vector512:
                    Backward<Lanes16>(x, dy, means, scales, biases, slopes, shifts, dx, channels, silu);
                    break;
                case CpuTier.Vector256:
                    Backward<Lanes8>(x, dy, means, scales, biases, slopes, shifts, dx, channels, silu);
                    break;
                case CpuTier.Vector128:
                    Backward<Lanes4>(x, dy, means, scales, biases, slopes, shifts, dx, channels, silu);
                    break;
                default:
                    Backward<Lanes1>(x, dy, means, scales, biases, slopes, shifts, dx, channels, silu);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Backward<T>(float* x, float* dy, float* means, float* scales, float* biases, float* slopes, float* shifts, float* dx, int n, bool silu)
        where T : struct, ILanes<T>
    {
        var c = 0;
        for (; c + T.Width <= n; c += T.Width)
        {
            Slope<T>(x, dy, means, scales, biases, slopes, shifts, c, silu).Store(dx + c);
        }

        if (c < n)
        {
            Backward<Lanes1>(x + c, dy + c, means + c, scales + c, biases + c, slopes + c, shifts + c, dx + c, n - c, silu);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Slope<T>(float* x, float* dy, float* means, float* scales, float* biases, float* slopes, float* shifts, int c, bool silu)
        where T : struct, ILanes<T> =>
        T.Fma(Before<T>(x, dy, means, scales, biases, c, silu), T.Load(scales + c),
            T.Fma(T.Load(x + c) - T.Load(means + c), T.Load(slopes + c), T.Load(shifts + c)));
}

/// <summary>sum + (x - mean)^2.</summary>
internal readonly struct AddSquaredDistance : ITernaryOp
{
    public static int Cost => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T sum, T x, T mean) where T : struct, ILanes<T>
    {
        var d = x - mean;
        return T.Fma(d, d, sum);
    }
}
