using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>What the encoder takes at its peak, without a way back: in one of its blocks, where the most pixels have the most channels.</summary>
internal static class AutoencoderMemory
{
    // both norms' results, both convolutions', their sum with the residual
    private const int InsideResnet = 5;

    /// <summary>Bytes beside the weights, for one picture.</summary>
    /// <param name="config">The autoencoder's.</param>
    /// <param name="runtime">What it runs on.</param>
    /// <param name="height">Rows of the latent.</param>
    /// <param name="width">Columns of the latent.</param>
    public static long EncodingBytes(AutoencoderConfig config, RuntimeMemory runtime, int height, int width)
    {
        var pixels = (long)height * config.Downscale * width * config.Downscale;
        var channels = config.BlockOutChannels;
        // the picture, and the first convolution's result; then each block's
        var outputs = (config.InChannels + (long)channels[0]) * pixels;
        var most = 0L;
        for (var i = 0; i < channels.Length; i++)
        {
            // a norm that is not fused with its activation makes one more of each
            var inside = InsideResnet + (runtime.IsFused ? 0 : 2);
            most = Math.Max(most, outputs + ((config.LayersPerBlock - 1 + inside) * channels[i] * pixels));
            pixels /= i == channels.Length - 1 ? 1 : 4;
            outputs += channels[i] * pixels;
        }

        return most * sizeof(float);
    }
}
