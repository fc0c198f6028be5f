using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Halves height and width by a convolution of stride 2.</summary>
internal sealed class Downsample2D : Module
{
    private readonly Conv2d _conv;

    /// <param name="path">Path of the module.</param>
    /// <param name="channels">Channels in and out.</param>
    /// <param name="padding">Zeros on every side; 0 means none above and left, one below and right (the autoencoder's).</param>
    public Downsample2D(string path, int channels, int padding)
        : base(path, "Downsample2D") =>
        _conv = Add(new Conv2d(At("conv"), channels, channels, 3, 2, padding == 0 ? new Padding2d(0, 1, 0, 1) : padding));

    public Tensor Forward(Tensor x) => Seen(_conv.Forward(x));
}

/// <summary>Enlarges by nearest neighbour, then a 3x3 convolution.</summary>
internal sealed class Upsample2D : Module
{
    private readonly Conv2d _conv;

    public Upsample2D(string path, int channels)
        : base(path, "Upsample2D") => _conv = Add(new Conv2d(At("conv"), channels, channels, 3, padding: 1));

    /// <summary>To twice the size, or to the given one (a skip connection's, where a side is not divisible).</summary>
    public Tensor Forward(Tensor x, (int Height, int Width)? size = null)
    {
        var (height, width) = size ?? (2 * x.Size(2), 2 * x.Size(3));
        return Seen(_conv.Forward(x.Interpolate(height, width)));
    }
}
