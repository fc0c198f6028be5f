using Lora.Tensors.Kernels;
using Lora.Tensors.Tests.Reference;

namespace Lora.Tensors.Tests.Kernels;

[Collection(EveryTier.Name)]
public unsafe class Conv2dKernelTests
{
    // batch, in, height, width, out, kernel h, w, stride h, w, padding top, bottom, left, right, dilation h, w, groups
    private static readonly Conv2dGeometry[] All =
    [
        new(1, 4, 8, 8, 20, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1),
        new(2, 40, 5, 7, 9, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1),
        new(1, 70, 6, 6, 33, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1),
        new(2, 17, 9, 8, 16, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1),
        new(1, 8, 8, 8, 8, 3, 3, 2, 2, 0, 1, 0, 1, 1, 1, 1), // the VAE's downsampler pads right and bottom only
        new(3, 24, 4, 5, 48, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1),
        new(1, 10, 7, 6, 5, 1, 1, 2, 2, 0, 0, 0, 0, 1, 1, 1),
        new(2, 12, 9, 9, 18, 3, 3, 1, 1, 2, 2, 2, 2, 2, 2, 3),
        new(1, 6, 10, 11, 6, 3, 2, 3, 2, 1, 0, 2, 1, 1, 2, 6),
        new(1, 3, 15, 14, 7, 7, 7, 1, 2, 3, 3, 3, 3, 1, 1, 1),
        new(1, 5, 2, 2, 4, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1),
        new(1, 300, 3, 3, 40, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1),
    ];

    public static TheoryData<int> Geometries => [.. Enumerable.Range(0, All.Length)];

    [Theory, MemberData(nameof(Geometries))]
    public void Forward_SameBitsOnEveryTierAndCloseToDouble(int geometry)
    {
        var g = All[geometry];
        float[] x = X(g), w = W(g), bias = Noise.Floats(3, g.OutChannels);
        var y = EveryTier.SameBits(() => Run(Y(g).Length, y =>
        {
            fixed (float* px = x, pw = w, pb = bias)
            {
                Conv2dKernel.Forward(g, px, pw, DType.Float32, pb, y);
            }
        }));
        Closeness.Check(Convolution.Forward(g, x, w, bias), y, 1e-5);
    }

    [Theory, MemberData(nameof(Geometries))]
    public void BackwardInput_SameBitsOnEveryTierAndCloseToDouble(int geometry)
    {
        var g = All[geometry];
        float[] dy = Y(g), w = W(g);
        var dx = EveryTier.SameBits(() => Run(X(g).Length, dx =>
        {
            fixed (float* pdy = dy, pw = w)
            {
                Conv2dKernel.BackwardInput(g, pdy, pw, DType.Float32, dx);
            }
        }));
        Closeness.Check(Convolution.BackwardInput(g, dy, w), dx, 1e-5);
    }

    [Theory, MemberData(nameof(Geometries))]
    public void BackwardWeight_SameBitsOnEveryTierAndCloseToDouble(int geometry)
    {
        var g = All[geometry];
        float[] dy = Y(g), x = X(g);
        var dw = EveryTier.SameBits(() => Run(W(g).Length, dw =>
        {
            fixed (float* pdy = dy, px = x)
            {
                Conv2dKernel.BackwardWeight(g, px, pdy, dw);
            }
        }));
        Closeness.Check(Convolution.BackwardWeight(g, x, dy), dw, 1e-5);
    }

    [Theory, InlineData(DType.Float16), InlineData(DType.BFloat16)]
    public void HalfPrecisionWeights_EqualTheirConvertedCopy(DType type)
    {
        var g = new Conv2dGeometry(1, 40, 5, 6, 24, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1);
        float[] x = X(g), dy = Y(g), w = W(g);
        var stored = new ushort[w.Length];
        for (var i = 0; i < w.Length; i++)
        {
            stored[i] = type == DType.Float16 ? BitConverter.HalfToUInt16Bits((Half)w[i]) : (ushort)(BitConverter.SingleToUInt32Bits(w[i]) >> 16);
            w[i] = type == DType.Float16 ? (float)BitConverter.UInt16BitsToHalf(stored[i]) : BitConverter.UInt32BitsToSingle((uint)stored[i] << 16);
        }

        fixed (float* px = x, pdy = dy, pw = w)
        fixed (ushort* ps = stored)
        {
            float* fx = px, fdy = pdy, fw = pw;
            var fs = ps;
            Closeness.SameBits(Run(dy.Length, y => Conv2dKernel.Forward(g, fx, fw, DType.Float32, null, y)), Run(dy.Length, y => Conv2dKernel.Forward(g, fx,
                fs, type, null, y)), "forward");
            Closeness.SameBits(Run(x.Length, dx => Conv2dKernel.BackwardInput(g, fdy, fw, DType.Float32, dx)), Run(x.Length,
                dx => Conv2dKernel.BackwardInput(g, fdy, fs, type, dx)), "backward");
        }
    }

    private delegate void Into(float* to);

    private static float[] Run(int length, Into kernel)
    {
        var result = new float[length];
        result.AsSpan().Fill(float.NaN); // every element must be written
        fixed (float* to = result)
        {
            kernel(to);
        }

        return result;
    }

    private static float[] X(Conv2dGeometry g) => Noise.Floats(1, (long)g.Batch * g.InHeight * g.InWidth * g.InChannels);

    private static float[] Y(Conv2dGeometry g) => Noise.Floats(2, (long)g.Batch * g.OutHeight * g.OutWidth * g.OutChannels);

    private static float[] W(Conv2dGeometry g) => Noise.Floats(4, (long)g.OutChannels * (g.InChannels / g.Groups) * g.KernelHeight * g.KernelWidth);
}
