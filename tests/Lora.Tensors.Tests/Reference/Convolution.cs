using Lora.Tensors.Kernels;

namespace Lora.Tensors.Tests.Reference;

/// <summary>Convolution over channels-last images and both gradients, in double, one visit of every (output, input, weight) triple.</summary>
internal static class Convolution
{
    private delegate void Visit(long y, long x, long w);

    public static double[] Forward(Conv2dGeometry g, float[] x, float[] w, float[]? bias)
    {
        var y = new double[(long)g.Batch * g.OutHeight * g.OutWidth * g.OutChannels];
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = bias is null ? 0 : bias[i % g.OutChannels];
        }

        Walk(g, (to, from, weight) => y[to] += (double)x[from] * w[weight]);
        return y;
    }

    public static double[] BackwardInput(Conv2dGeometry g, float[] dy, float[] w)
    {
        var dx = new double[(long)g.Batch * g.InHeight * g.InWidth * g.InChannels];
        Walk(g, (from, to, weight) => dx[to] += (double)dy[from] * w[weight]);
        return dx;
    }

    public static double[] BackwardWeight(Conv2dGeometry g, float[] x, float[] dy)
    {
        var dw = new double[(long)g.OutChannels * (g.InChannels / g.Groups) * g.KernelHeight * g.KernelWidth];
        Walk(g, (slope, from, weight) => dw[weight] += (double)dy[slope] * x[from]);
        return dw;
    }

    private static void Walk(Conv2dGeometry g, Visit visit)
    {
        int inputs = g.InChannels / g.Groups, outputs = g.OutChannels / g.Groups;
        for (var n = 0; n < g.Batch; n++)
        {
            for (var oh = 0; oh < g.OutHeight; oh++)
            {
                for (var ow = 0; ow < g.OutWidth; ow++)
                {
                    for (var o = 0; o < g.OutChannels; o++)
                    {
                        for (var kh = 0; kh < g.KernelHeight; kh++)
                        {
                            for (var kw = 0; kw < g.KernelWidth; kw++)
                            {
                                int ih = oh * g.StrideH - g.PadTop + kh * g.DilationH, iw = ow * g.StrideW - g.PadLeft + kw * g.DilationW;
                                if (ih < 0 || ih >= g.InHeight || iw < 0 || iw >= g.InWidth)
                                {
                                    continue;
                                }

                                for (var c = 0; c < inputs; c++)
                                {
                                    visit((((long)n * g.OutHeight + oh) * g.OutWidth + ow) * g.OutChannels + o,
                                        (((long)n * g.InHeight + ih) * g.InWidth + iw) * g.InChannels + o / outputs * inputs + c,
                                        (((long)o * inputs + c) * g.KernelHeight + kh) * g.KernelWidth + kw);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
