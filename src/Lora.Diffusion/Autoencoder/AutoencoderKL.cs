using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Stable Diffusion's variational autoencoder between pixels in [-1, 1] and latents an eighth of their size.</summary>
internal sealed class AutoencoderKL : Module
{
    private readonly Encoder _encoder;
    private readonly Decoder _decoder;
    private readonly Conv2d? _quant;
    private readonly Conv2d? _postQuant;

    /// <summary>The structure; weights are read from a checkpoint afterwards.</summary>
    public AutoencoderKL(AutoencoderConfig config)
        : base("", "AutoencoderKL")
    {
        Config = config;
        var latent = config.LatentChannels;
        _encoder = Add(new Encoder("encoder", config));
        _decoder = Add(new Decoder("decoder", config));
        _quant = config.UseQuantConv ? Add(new Conv2d("quant_conv", 2 * latent, 2 * latent, 1)) : null;
        _postQuant = config.UsePostQuantConv ? Add(new Conv2d("post_quant_conv", latent, latent, 1)) : null;
    }

    public AutoencoderConfig Config { get; }

    /// <summary>The distribution of an image's latents, not yet scaled for the U-Net.</summary>
    /// <param name="image">[n, 3, h, w] in [-1, 1]; sides are multiples of <see cref="AutoencoderConfig.Downscale"/>.</param>
    public LatentDistribution Encode(Tensor image)
    {
        var moments = _encoder.Forward(image);
        moments = _quant is null ? moments : _quant.Forward(moments);
        var parts = moments.Chunk(2, 1);
        return new LatentDistribution(parts[0], parts[1].Clamp(-30, 20));
    }

    /// <summary>Latents [n, 4, h, w], already divided by <see cref="AutoencoderConfig.ScalingFactor"/> -> image [n, 3, 8h, 8w], about [-1, 1].</summary>
    public Tensor Decode(Tensor latents) => _decoder.Forward(_postQuant is null ? latents : _postQuant.Forward(latents));

    private sealed class Encoder : Module
    {
        private readonly Conv2d _convIn;
        private readonly DownEncoderBlock[] _blocks;
        private readonly AutoencoderMidBlock _mid;
        private readonly GroupNorm _normOut;
        private readonly Conv2d _convOut;

        public Encoder(string path, AutoencoderConfig config)
            : base(path, "Encoder")
        {
            var channels = config.BlockOutChannels;
            _convIn = Add(new Conv2d(At("conv_in"), config.InChannels, channels[0], 3, padding: 1));
            _blocks = [.. Enumerable.Range(0, channels.Length).Select(i => Add(new DownEncoderBlock(At($"down_blocks.{i}"), config, i)))];
            _mid = Add(new AutoencoderMidBlock(At("mid_block"), config));
            _normOut = Add(new GroupNorm(At("conv_norm_out"), config.NormGroups, channels[^1], AutoencoderMidBlock.Eps));
            _convOut = Add(new Conv2d(At("conv_out"), channels[^1], 2 * config.LatentChannels, 3, padding: 1));
        }

        public Tensor Forward(Tensor x)
        {
            x = _convIn.Forward(x);
            foreach (var block in _blocks)
            {
                x = block.Forward(x);
            }

            return Seen(_convOut.Forward(_normOut.ForwardSilu(_mid.Forward(x))));
        }
    }

    private sealed class Decoder : Module
    {
        private readonly Conv2d _convIn;
        private readonly UpDecoderBlock[] _blocks;
        private readonly AutoencoderMidBlock _mid;
        private readonly GroupNorm _normOut;
        private readonly Conv2d _convOut;

        public Decoder(string path, AutoencoderConfig config)
            : base(path, "Decoder")
        {
            var channels = config.BlockOutChannels;
            _convIn = Add(new Conv2d(At("conv_in"), config.LatentChannels, channels[^1], 3, padding: 1));
            _blocks = [.. Enumerable.Range(0, channels.Length).Select(i => Add(new UpDecoderBlock(At($"up_blocks.{i}"), config, i)))];
            _mid = Add(new AutoencoderMidBlock(At("mid_block"), config));
            _normOut = Add(new GroupNorm(At("conv_norm_out"), config.NormGroups, channels[0], AutoencoderMidBlock.Eps));
            _convOut = Add(new Conv2d(At("conv_out"), channels[0], config.OutChannels, 3, padding: 1));
        }

        public Tensor Forward(Tensor x)
        {
            x = _mid.Forward(_convIn.Forward(x));
            foreach (var block in _blocks)
            {
                x = block.Forward(x);
            }

            return Seen(_convOut.Forward(_normOut.ForwardSilu(x)));
        }
    }
}
