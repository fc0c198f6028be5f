namespace Lora.Diffusion;

/// <summary>Whose text encoder it is: told by the layout of a single file, by the activation in a folder's config.</summary>
internal enum TextEncoderKind
{
    /// <summary>OpenAI's CLIP.</summary>
    Clip,

    /// <summary>LAION's OpenCLIP.</summary>
    OpenClip,
}

/// <summary>What a model's content shows of its kind, whatever it is called and however it is stored.</summary>
/// <param name="InputPlanes">Planes that the U-Net takes: 4 of a latent, more where a mask or a picture comes beside it.</param>
/// <param name="TextEncoders">In the order of the parts.</param>
/// <param name="HasSizes">The U-Net is conditioned on sizes and a pooled text too.</param>
internal sealed record ModelTraits(int InputPlanes, IReadOnlyList<TextEncoderKind> TextEncoders, bool HasSizes)
{
    /// <summary>The model is of this kind and made for text alone.</summary>
    public bool Is(bool hasSizes, params ReadOnlySpan<TextEncoderKind> textEncoders) =>
        InputPlanes == 4 && HasSizes == hasSizes && textEncoders.SequenceEqual([.. TextEncoders]);

    /// <summary>What it is if it is none of the kinds that are trained here.</summary>
    public string Describe() => (InputPlanes, HasSizes, TextEncoders) switch
    {
        (9, _, _) => "an inpainting model",
        (8, _, _) => "a model that edits pictures (InstructPix2Pix)",
        (5, _, _) => "a depth-to-image model",
        (_, true, [TextEncoderKind.OpenClip]) => "a Stable Diffusion XL refiner",
        (_, _, []) => "a U-Net without text encoders",
        _ => "a Stable Diffusion model of an unknown kind",
    };
}
