using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Square-kernel convolution over [n, c, h, w]; a 1x1 one also takes tokens [n, pixels, c].</summary>
public sealed class Conv2d(string path, int inChannels, int outChannels, int kernel, int stride = 1, Padding2d padding = default, bool bias = true)
    : AdaptableLayer(path, "Conv2d", [outChannels, inChannels, kernel, kernel], bias)
{
    public int Stride => stride;

    public Padding2d Padding => padding;

    public override (int Height, int Width) Kernel => (kernel, kernel);

    public override bool IsPointwise => kernel == 1 && stride == 1 && padding == default;

    public override Tensor Compute(Tensor x, Tensor weight, Tensor? bias) => x.Rank == 3 && IsPointwise
        ? x.Linear(weight.Reshape(OutFeatures, InFeatures), bias)
        : x.Conv2d(weight, bias, stride, padding);
}
