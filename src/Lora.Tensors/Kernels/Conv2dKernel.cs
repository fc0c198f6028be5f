
namespace Lora.Tensors.Kernels;

/// <summary>
/// Two-dimensional convolution and its gradients over channels-last activations (see <see cref="Conv2dGeometry"/>): matrix products whose factors are
/// gathered while they are packed. Every result is one running sum of fused multiply-adds in an order that the geometry alone fixes (<see cref="ConvTaps"/>),
/// so bits depend on neither threads nor tier.
/// </summary>
internal static unsafe class Conv2dKernel
{
    /// <summary>y = conv(x, w) + bias. <paramref name="w"/> is of <paramref name="wType"/> (Float32, Float16, BFloat16); <paramref name="bias"/> (a float an
    /// output channel) may be null.</summary>
    public static void Forward(in Conv2dGeometry g, float* x, void* w, DType wType, float* bias, float* y)
    {
        int inputs = g.InChannels / g.Groups, outputs = g.OutChannels / g.Groups, size = g.KernelHeight * g.KernelWidth;
        var pixels = g.Batch * g.OutHeight * g.OutWidth;
        var table = (int*)Scratch.Floats(Scratch.Use.ConvTable, ConvTaps.TableSize(size));
        for (var group = 0; group < g.Groups; group++)
        {
            var target = new GemmTarget { C = y + group * outputs, CRow = g.OutChannels, Bias = bias is null ? null : bias + group * outputs };
            var weights = Weights(w, wType, (nint)group * outputs * inputs * size);
            if (IsPointwise(g))
            {
                Gemm.Multiply(new GemmCall
                {
                    M = pixels,
                    N = outputs,
                    K = inputs,
                    A = x + group * inputs,
                    ARow = g.InChannels,
                    ACol = 1,
                    B = weights,
                    BType = wType,
                    BRow = 1,
                    BCol = inputs,
                    C = target.C,
                    CRow = target.CRow,
                    Bias = target.Bias,
                });
            }
            else
            {
                var taps = ConvTaps.Forward(g, x + group * inputs, table);
                Product(taps, weights, wType, inputs * size, size, pixels, outputs, target);
            }
        }
    }

    /// <summary>dx = gradient of x given dy; overwrites dx.</summary>
    public static void BackwardInput(in Conv2dGeometry g, float* dy, void* w, DType wType, float* dx)
    {
        int inputs = g.InChannels / g.Groups, outputs = g.OutChannels / g.Groups, size = g.KernelHeight * g.KernelWidth;
        for (var group = 0; group < g.Groups; group++)
        {
            var weights = Weights(w, wType, (nint)group * outputs * inputs * size);
            if (IsPointwise(g))
            {
                Gemm.Multiply(new GemmCall
                {
                    M = g.Batch * g.InHeight * g.InWidth,
                    N = inputs,
                    K = outputs,
                    A = dy + group * outputs,
                    ARow = g.OutChannels,
                    ACol = 1,
                    B = weights,
                    BType = wType,
                    BRow = inputs,
                    BCol = 1,
                    C = dx + group * inputs,
                    CRow = g.InChannels,
                });
                continue;
            }

            for (var phase = 0; phase < g.StrideH * g.StrideW; phase++)
            {
                BackwardPhase(g, dy + group * outputs, weights, wType, dx + group * inputs, phase / g.StrideW, phase % g.StrideW);
            }
        }
    }

    /// <summary>dw = gradient of the weights, [OutChannels, InChannels / Groups, KernelHeight, KernelWidth] in fp32; overwrites dw.</summary>
    public static void BackwardWeight(in Conv2dGeometry g, float* x, float* dy, float* dw)
    {
        int inputs = g.InChannels / g.Groups, outputs = g.OutChannels / g.Groups, size = g.KernelHeight * g.KernelWidth,
            pixels = g.Batch * g.OutHeight * g.OutWidth;
        var table = (int*)Scratch.Floats(Scratch.Use.ConvTable, ConvTaps.TableSize(size));
        for (var group = 0; group < g.Groups; group++)
        {
            var to = dw + (nint)group * outputs * inputs * size;
            var taps = ConvTaps.Forward(g, x + group * inputs, table);
            var left = new StridedLeft(dy + group * outputs, 1, g.OutChannels, 1);
            // columns come as (tap, channel) and are turned into the file's (channel, tap)
            var turned = size == 1 ? to : Scratch.Floats(Scratch.Use.Conv, (long)outputs * inputs * size);
            GemmShared.Run(left, new GatheredRight(taps), outputs, inputs * size, pixels, 1, new GemmTarget { C = turned, CRow = (nint)inputs * size });
            for (var o = 0; o < outputs && size > 1; o++)
            {
                for (var c = 0; c < inputs; c++)
                {
                    for (var t = 0; t < size; t++)
                    {
                        to[((nint)o * inputs + c) * size + t] = turned[((nint)o * size + t) * inputs + c];
                    }
                }
            }
        }
    }

    /// <summary>The input pixels that a stride leaves in one residue class: straight into dx without a stride, through a buffer otherwise.</summary>
    private static void BackwardPhase(in Conv2dGeometry g, float* dy, void* weights, DType wType, float* dx, int phaseH, int phaseW)
    {
        int inputs = g.InChannels / g.Groups, size = g.KernelHeight * g.KernelWidth;
        var taps = ConvTaps.Backward(g, dy, phaseH, phaseW, (int*)Scratch.Floats(Scratch.Use.ConvTable, ConvTaps.TableSize(size)));
        var pixels = g.Batch * taps.GridHeight * taps.GridWidth;
        if (g.StrideH * g.StrideW == 1)
        {
            Product(taps, weights, wType, size, (nint)inputs * size, pixels, inputs, new GemmTarget { C = dx, CRow = g.InChannels });
            return;
        }

        var part = Scratch.Floats(Scratch.Use.Conv, (long)pixels * inputs);
        Product(taps, weights, wType, size, (nint)inputs * size, pixels, inputs, new GemmTarget { C = part, CRow = inputs });
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            int line = pixel / taps.GridWidth, image = line / taps.GridHeight;
            nint h = phaseH + line % taps.GridHeight * g.StrideH, v = phaseW + pixel % taps.GridWidth * g.StrideW;
            new ReadOnlySpan<float>(part + (nint)pixel * inputs,
                inputs).CopyTo(new Span<float>(dx + ((image * g.InHeight + h) * g.InWidth + v) * g.InChannels, inputs));
        }
    }

    private static void Product(ConvTaps taps, void* w, DType wType, nint columnStep, nint channelStep, int pixels, int columns, in GemmTarget target)
    {
        if (pixels <= 0)
        {
            return;
        }

        var left = new GatheredLeft(taps);
        switch (wType)
        {
            case DType.Float32:
                GemmShared.Run(left, new ConvWeights<StoredFloat32>(w, columnStep, channelStep, taps), pixels, columns, taps.Depth, taps.Unit, target);
                break;
            case DType.Float16:
                GemmShared.Run(left, new ConvWeights<StoredFloat16>(w, columnStep, channelStep, taps), pixels, columns, taps.Depth, taps.Unit, target);
                break;
            case DType.BFloat16:
                GemmShared.Run(left, new ConvWeights<StoredBFloat16>(w, columnStep, channelStep, taps), pixels, columns, taps.Depth, taps.Unit, target);
                break;
            default:
                throw new ArgumentException($"Weights of type {wType}; a convolution takes Float32, Float16 or BFloat16.", nameof(wType));
        }
    }

    private static bool IsPointwise(in Conv2dGeometry g) =>
        g is { KernelHeight: 1, KernelWidth: 1, StrideH: 1, StrideW: 1, PadTop: 0, PadBottom: 0, PadLeft: 0, PadRight: 0 };

    private static void* Weights(void* w, DType type, nint index) => (byte*)w + index * type.Size();
}
