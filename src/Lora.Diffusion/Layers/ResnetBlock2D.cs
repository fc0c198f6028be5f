using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Two convolutions, each after group norm and SiLU, around a residual; the time embedding, where there is one, is added between them.</summary>
internal sealed class ResnetBlock2D : Module
{
    private readonly GroupNorm _norm1;
    private readonly Conv2d _conv1;
    private readonly Linear? _timeProj;
    private readonly GroupNorm _norm2;
    private readonly Conv2d _conv2;
    private readonly Conv2d? _shortcut;

    /// <param name="path">Path of the module.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output; where they differ a 1x1 convolution maps the residual.</param>
    /// <param name="timeWidth">Width of the time embedding, or 0 for none.</param>
    /// <param name="groups">Groups of both norms.</param>
    /// <param name="eps">Epsilon of both norms.</param>
    public ResnetBlock2D(string path, int inChannels, int outChannels, int timeWidth, int groups, double eps)
        : base(path, "ResnetBlock2D")
    {
        _norm1 = Add(new GroupNorm(At("norm1"), groups, inChannels, eps));
        _conv1 = Add(new Conv2d(At("conv1"), inChannels, outChannels, 3, padding: 1));
        _timeProj = timeWidth > 0 ? Add(new Linear(At("time_emb_proj"), timeWidth, outChannels)) : null;
        _norm2 = Add(new GroupNorm(At("norm2"), groups, outChannels, eps));
        _conv2 = Add(new Conv2d(At("conv2"), outChannels, outChannels, 3, padding: 1));
        _shortcut = inChannels == outChannels ? null : Add(new Conv2d(At("conv_shortcut"), inChannels, outChannels, 1));
    }

    /// <param name="x">[n, in, h, w].</param>
    /// <param name="activatedTime">SiLU of the time embedding [n, timeWidth]; it is the same for all blocks, so it is computed once outside.</param>
    public Tensor Forward(Tensor x, Tensor? activatedTime = null) => Scoped(x.Runtime, () => Run(x, activatedTime));

    private Tensor Run(Tensor x, Tensor? activatedTime)
    {
        var h = _conv1.Forward(_norm1.ForwardSilu(x));
        if (_timeProj is not null && activatedTime is not null)
        {
            h += _timeProj.Forward(activatedTime).Reshape(activatedTime.Size(0), -1, 1, 1);
        }

        h = _conv2.Forward(_norm2.ForwardSilu(h));
        return Seen((_shortcut is null ? x : _shortcut.Forward(x)) + h);
    }
}
