using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// Chooses the images that are kept out of the training: those first in the order of a hash of seed and content, so that a name, or a picture more, moves as
/// few of them as can be.
/// </summary>
internal static class ValidationImages
{
    /// <summary>The images, with those marked.</summary>
    /// <param name="images">The training images.</param>
    /// <param name="project">Share and seed.</param>
    /// <param name="tooFew">Told where there would be nothing left.</param>
    public static ImageItem[] Mark(ImageItem[] images, OptionValues project, Action<string> tooFew)
    {
        var split = project.Get(ValidationOptions.ValidationSplit);
        if (split == 0 || images.Length == 0)
        {
            return images;
        }

        // at all of its resolutions, or at none
        ImageItem[] pictures = [.. images.Where(image => !image.IsAgain)];
        if (pictures.Length == 1)
        {
            tooFew("ValidationSplit would keep the only training image out of the training.");
            return images;
        }

        var seed = project.Text(ValidationOptions.ValidationSeed);
        var count = Math.Clamp((int)Math.Round(pictures.Length * split, MidpointRounding.AwayFromZero), 1, pictures.Length - 1);
        var held = pictures.OrderBy(image => Digest.Of($"{seed} {image.Sha256}"), StringComparer.Ordinal).ThenBy(image => image.Index)
            .Take(count).Select(image => image.Path).ToHashSet(StringComparer.Ordinal);
        return [.. images.Select(image => held.Contains(image.Path) ? image with { IsValidation = true } : image)];
    }
}
