using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Resnets, then a downsampler that pads below and right only (not in the innermost block).</summary>
internal sealed class DownEncoderBlock : Module
{
    private readonly ResnetBlock2D[] _resnets;
    private readonly Downsample2D? _downsampler;

    public DownEncoderBlock(string path, AutoencoderConfig config, int index)
        : base(path, "DownEncoderBlock2D")
    {
        var channels = config.BlockOutChannels[index];
        var before = config.BlockOutChannels[Math.Max(0, index - 1)];
        _resnets = [.. Enumerable.Range(0, config.LayersPerBlock).Select(i =>
            Add(AutoencoderMidBlock.Resnet(At($"resnets.{i}"), i == 0 ? before : channels, channels, config)))];
        _downsampler = index == config.BlockOutChannels.Length - 1 ? null : Add(new Downsample2D(At("downsamplers.0"), channels, padding: 0));
    }

    public Tensor Forward(Tensor x) => Scoped(x.Runtime, () => Run(x));

    private Tensor Run(Tensor x)
    {
        foreach (var resnet in _resnets)
        {
            x = resnet.Forward(x);
        }

        return Seen(_downsampler is null ? x : _downsampler.Forward(x));
    }
}

/// <summary>Resnets, then an upsampler (not in the outermost block).</summary>
internal sealed class UpDecoderBlock : Module
{
    private readonly ResnetBlock2D[] _resnets;
    private readonly Upsample2D? _upsampler;

    public UpDecoderBlock(string path, AutoencoderConfig config, int index)
        : base(path, "UpDecoderBlock2D")
    {
        var last = config.BlockOutChannels.Length - 1;
        var channels = config.BlockOutChannels[last - index];
        var before = config.BlockOutChannels[Math.Min(last, last - index + 1)];
        _resnets = [.. Enumerable.Range(0, config.LayersPerBlock + 1).Select(i =>
            Add(AutoencoderMidBlock.Resnet(At($"resnets.{i}"), i == 0 ? before : channels, channels, config)))];
        _upsampler = index == last ? null : Add(new Upsample2D(At("upsamplers.0"), channels));
    }

    public Tensor Forward(Tensor x) => Scoped(x.Runtime, () => Run(x));

    private Tensor Run(Tensor x)
    {
        foreach (var resnet in _resnets)
        {
            x = resnet.Forward(x);
        }

        return Seen(_upsampler is null ? x : _upsampler.Forward(x));
    }
}

/// <summary>Resnet, one-headed attention over all pixels, resnet.</summary>
internal sealed class AutoencoderMidBlock : Module
{
    private readonly Attention? _attention;
    private readonly ResnetBlock2D _first;
    private readonly ResnetBlock2D _second;

    public AutoencoderMidBlock(string path, AutoencoderConfig config)
        : base(path, "UNetMidBlock2D")
    {
        var channels = config.BlockOutChannels[^1];
        _attention = config.MidBlockAttention ? Add(new Attention(At("attentions.0"), channels, channels, heads: 1, qkvBias: true, config.NormGroups)) : null;
        _first = Add(Resnet(At("resnets.0"), channels, channels, config));
        _second = Add(Resnet(At("resnets.1"), channels, channels, config));
    }

    public static ResnetBlock2D Resnet(string path, int inChannels, int outChannels, AutoencoderConfig config) =>
        new(path, inChannels, outChannels, timeWidth: 0, config.NormGroups, Eps);

    /// <summary>Epsilon of every norm in the autoencoder; diffusers has no config key for it.</summary>
    public const double Eps = 1e-6;

    public Tensor Forward(Tensor x) => Scoped(x.Runtime, () => Run(x));

    private Tensor Run(Tensor x)
    {
        x = _first.Forward(x);
        return Seen(_second.Forward(_attention is null ? x : _attention.ForwardImage(x)));
    }
}
