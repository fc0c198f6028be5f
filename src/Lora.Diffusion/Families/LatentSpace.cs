namespace Lora.Diffusion;

/// <summary>What an autoencoder's latents are like: a picture is w x h pixels, its latent <paramref name="Channels"/> planes of w / p x h / p.</summary>
/// <param name="Channels">Planes of a latent.</param>
/// <param name="PixelsPerLatent">p, pixels a side of one latent pixel: a picture's sides are multiples of it.</param>
/// <param name="Scale">The model sees (latent - shift) * scale, which brings the variance to about 1.</param>
/// <param name="Shift">0 for Stable Diffusion.</param>
public sealed record LatentSpace(int Channels, int PixelsPerLatent, double Scale, double Shift = 0);
