namespace Lora.Tensors.Kernels;

/// <summary>
/// Two-dimensional convolution and its gradients over channels-last activations (see <see cref="Conv2dGeometry"/>): matrix products over gathered pixels. Sums run in a
/// fixed order, so the bits depend on the geometry alone.
/// </summary>
public static unsafe class Conv2dKernel
{
    /// <summary>y = conv(x, w) + bias. <paramref name="w"/> is of <paramref name="wType"/> (Float32, Float16, BFloat16); <paramref name="bias"/> may be null.</summary>
    public static void Forward(in Conv2dGeometry g, float* x, void* w, DType wType, float* bias, float* y)
    {
        int inputs = g.InChannels / g.Groups, outputs = g.OutChannels / g.Groups, depth = inputs * g.KernelHeight * g.KernelWidth;
        var line = g.OutWidth;
        var columns = new float[(long)line * depth];
        fixed (float* gathered = columns)
        {
            for (var group = 0; group < g.Groups; group++)
            {
                for (var row = 0; row < g.Batch * g.OutHeight; row++)
                {
                    Gather(g, x, group * inputs, inputs, row, gathered);
                    Gemm.Multiply(new GemmCall
                    {
                        M = line, N = outputs, K = depth, A = gathered, ARow = depth, ACol = 1, B = Weights(w, wType, (nint)group * outputs * depth), BType = wType,
                        BRow = 1, BCol = depth, C = y + (nint)row * line * g.OutChannels + group * outputs, CRow = g.OutChannels, Bias = bias is null ? null : bias + group * outputs,
                    });
                }
            }
        }
    }

    /// <summary>dx = gradient of x given dy; overwrites dx.</summary>
    public static void BackwardInput(in Conv2dGeometry g, float* dy, void* w, DType wType, float* dx)
    {
        int inputs = g.InChannels / g.Groups, outputs = g.OutChannels / g.Groups, depth = inputs * g.KernelHeight * g.KernelWidth;
        var line = g.OutWidth;
        for (nint i = 0; i < (nint)g.Batch * g.InHeight * g.InWidth * g.InChannels; i++)
        {
            dx[i] = 0;
        }

        var columns = new float[(long)line * depth];
        fixed (float* gathered = columns)
        {
            for (var group = 0; group < g.Groups; group++)
            {
                for (var row = 0; row < g.Batch * g.OutHeight; row++)
                {
                    Gemm.Multiply(new GemmCall
                    {
                        M = line, N = depth, K = outputs, A = dy + (nint)row * line * g.OutChannels + group * outputs, ARow = g.OutChannels, ACol = 1,
                        B = Weights(w, wType, (nint)group * outputs * depth), BType = wType, BRow = depth, BCol = 1, C = gathered, CRow = depth,
                    });
                    Scatter(g, dx, group * inputs, inputs, row, gathered);
                }
            }
        }
    }

    /// <summary>dw = gradient of the weights, [OutChannels, InChannels / Groups, KernelHeight, KernelWidth] in fp32; overwrites dw.</summary>
    public static void BackwardWeight(in Conv2dGeometry g, float* x, float* dy, float* dw)
    {
        int inputs = g.InChannels / g.Groups, outputs = g.OutChannels / g.Groups, depth = inputs * g.KernelHeight * g.KernelWidth;
        var line = g.OutWidth;
        var columns = new float[(long)line * depth];
        fixed (float* gathered = columns)
        {
            for (var group = 0; group < g.Groups; group++)
            {
                for (var row = 0; row < g.Batch * g.OutHeight; row++)
                {
                    Gather(g, x, group * inputs, inputs, row, gathered);
                    Gemm.Multiply(new GemmCall
                    {
                        M = outputs, N = depth, K = line, A = dy + (nint)row * line * g.OutChannels + group * outputs, ARow = 1, ACol = g.OutChannels,
                        B = gathered, BRow = depth, BCol = 1, C = dw + (nint)group * outputs * depth, CRow = depth, Accumulate = row > 0,
                    });
                }
            }
        }
    }

    static void* Weights(void* w, DType type, nint index) => (byte*)w + index * type.Size();

    /// <summary>The inputs of one row of output pixels: gathered[pixel, channel, kernel row, kernel column].</summary>
    static void Gather(in Conv2dGeometry g, float* x, int channel, int channels, int row, float* gathered)
    {
        int taps = g.KernelHeight * g.KernelWidth, image = row / g.OutHeight, top = row % g.OutHeight * g.StrideH - g.PadTop;
        for (var pixel = 0; pixel < g.OutWidth; pixel++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                int h = top + tap / g.KernelWidth * g.DilationH, v = pixel * g.StrideW - g.PadLeft + tap % g.KernelWidth * g.DilationW;
                var inside = (uint)h < (uint)g.InHeight && (uint)v < (uint)g.InWidth;
                var from = x + (((nint)image * g.InHeight + h) * g.InWidth + v) * g.InChannels + channel;
                var to = gathered + (nint)pixel * channels * taps + tap;
                for (var c = 0; c < channels; c++)
                {
                    to[(nint)c * taps] = inside ? from[c] : 0;
                }
            }
        }
    }

    static void Scatter(in Conv2dGeometry g, float* dx, int channel, int channels, int row, float* gathered)
    {
        int taps = g.KernelHeight * g.KernelWidth, image = row / g.OutHeight, top = row % g.OutHeight * g.StrideH - g.PadTop;
        for (var pixel = 0; pixel < g.OutWidth; pixel++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                int h = top + tap / g.KernelWidth * g.DilationH, v = pixel * g.StrideW - g.PadLeft + tap % g.KernelWidth * g.DilationW;
                if ((uint)h < (uint)g.InHeight && (uint)v < (uint)g.InWidth)
                {
                    var to = dx + (((nint)image * g.InHeight + h) * g.InWidth + v) * g.InChannels + channel;
                    var from = gathered + (nint)pixel * channels * taps + tap;
                    for (var c = 0; c < channels; c++)
                    {
                        to[c] += from[(nint)c * taps];
                    }
                }
            }
        }
    }
}
