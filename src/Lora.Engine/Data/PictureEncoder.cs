using Lora.Diffusion;
using Lora.Imaging;
using Lora.Project;

namespace Lora.Engine;

/// <summary>The posterior of a picture's latent, unscaled.</summary>
/// <param name="Height">Rows of the latent.</param>
/// <param name="Width">Columns of the latent.</param>
/// <param name="Mean">[channels, height, width], row-major.</param>
/// <param name="Std">Same layout.</param>
internal sealed record EncodedPicture(int Height, int Width, float[] Mean, float[] Std);

/// <summary>Pixels through the base model's autoencoder, a picture at a time: a latent that is cached is the one that is made while training.</summary>
internal static class PictureEncoder
{
    /// <param name="model">Its autoencoder is loaded.</param>
    /// <param name="image">Where the pixels come from.</param>
    /// <param name="pixels">As they are trained.</param>
    /// <exception cref="FindingException">A value is no number.</exception>
    internal static EncodedPicture Encode(IDiffusionModel model, ImageItem image, Rgb24Image pixels)
    {
        using var scope = model.Runtime.NewScope();
        using var frozen = model.Runtime.NoGrad();
        var latent = model.Encode(PixelTensors.FromRgb(model.Runtime, pixels.Pixels, pixels.Width, pixels.Height));
        var encoded = new EncodedPicture(latent.Mean.Size(2), latent.Mean.Size(3), latent.Mean.ToFloats(), latent.Std().ToFloats());
        return encoded.Mean.Concat(encoded.Std).All(float.IsFinite) ? encoded : throw new FindingException(TrainingDiagnostics.LatentNotFinite.At(
            $"The latent of '{image.Name}' holds a value that is not a number.", image.Path));
    }
}
