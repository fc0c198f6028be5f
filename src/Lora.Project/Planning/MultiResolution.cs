using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// A picture that is trained at several resolutions is as many images, one behind the other, the largest first; all that is made of an image is made of each. A
/// resolution that is said twice is seen twice as often. kohya's scripts have a dataset for each, with the same folder.
/// </summary>
public static class MultiResolution
{
    /// <summary>The images of one picture, with indices from <paramref name="first"/> on.</summary>
    /// <param name="picture">With what is said of it at every resolution, and none of its own.</param>
    /// <param name="sides">At which it is trained; none: the project's.</param>
    /// <param name="project">The project's options.</param>
    /// <param name="first">Place of the first in the data's order.</param>
    internal static IEnumerable<ImageItem> Of(ImageItem picture, IReadOnlyList<int> sides, OptionValues project, int first)
    {
        var usual = project.Get(DatasetOptions.Resolution);
        if (sides.Count == 0)
        {
            return [picture.Index == first ? picture : picture with { Index = first }];
        }

        var groups = sides.GroupBy(side => side);
        return groups.Select((group, i) => picture with
        {
            Index = first + i,
            Repeats = picture.Repeats * group.Count(),
            Resolution = group.Key == usual ? null : group.Key,
            IsAgain = i > 0,
        });
    }

    /// <summary>How many pictures are trained at each resolution, as <c> (at 768: 14, at 512: 14)</c>; empty where all are at the project's.</summary>
    public static string InWords(IEnumerable<ImageItem> images, OptionValues project)
    {
        var sides = images.GroupBy(image => image.Resolution ?? project.Get(DatasetOptions.Resolution)).OrderByDescending(group => group.Key).ToArray();
        return sides.All(side => side.All(image => image.Resolution is null)) ? ""
            : $" ({string.Join(", ", sides.Select(side => FormattableString.Invariant($"at {side.Key}: {side.Count()}")))})";
    }
}
