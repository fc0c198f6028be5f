using Lora.Tensors;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Lora.Runtime.Torch;

// Interpolation and pooling.
internal sealed partial class TorchTensor
{
    public override Tensor Interpolate(int height, int width, InterpolateMode mode = InterpolateMode.Nearest, bool antialias = false)
    {
        if (height < 1 || width < 1 || antialias && mode != InterpolateMode.Bilinear)
        {
            throw new ArgumentException($"Interpolate of {this} to {height} x {width}, {mode}{(antialias ? " with antialias" : "")}.");
        }

        var how = mode switch
        {
            InterpolateMode.Nearest => torch.InterpolationMode.Nearest,
            InterpolateMode.Bilinear => torch.InterpolationMode.Bilinear,
            InterpolateMode.Bicubic => torch.InterpolationMode.Bicubic,
            _ => torch.InterpolationMode.Area,
        };
        bool? corners = mode is InterpolateMode.Bilinear or InterpolateMode.Bicubic ? false : null;
        return Run(() => F.interpolate(Images(), [height, width], null, how, corners, antialias: antialias));
    }

    public override Tensor AvgPool2d(int kernel, int stride, int padding = 0, bool ceilMode = false, bool countIncludePad = true) =>
        Run(() => F.avg_pool2d(Images(), [kernel, kernel], [stride, stride], [padding, padding], ceilMode, countIncludePad));

    public override Tensor MaxPool2d(int kernel, int stride, int padding = 0) =>
        Run(() => F.max_pool2d(Images(), [kernel, kernel], [stride, stride], [padding, padding]));

    private Native Images() => Rank == 4 ? Floats : throw new ArgumentException($"Images are [n, c, h, w], not {this}.");
}
