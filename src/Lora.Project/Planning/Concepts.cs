namespace Lora.Project;

/// <summary>How much of a dataset shows one of its concepts.</summary>
/// <param name="Name">As the images' Concept says; of those that say none, empty.</param>
/// <param name="Images">Pictures.</param>
/// <param name="Samples">Pictures times repeats: how often an epoch shows it.</param>
public sealed record ConceptCount(string Name, int Images, long Samples)
{
    public override string ToString() =>
        FormattableString.Invariant($"{(Name.Length > 0 ? $"'{Name}'" : "(none)")}: {Images} images, {Samples} samples an epoch");
}

/// <summary>Counts the concepts of a dataset, and says where they are out of balance.</summary>
public static class Concepts
{
    /// <summary>The one shown most may be shown so many times as often as the one shown least.</summary>
    private const int Bound = 2;

    /// <summary>By name; nothing where no image names a concept. Regularization images are of none; those that are not trained on do not count.</summary>
    public static IReadOnlyList<ConceptCount> Of(IEnumerable<ImageItem> images)
    {
        ConceptCount[] counts =
        [
            .. images.Where(image => !image.IsRegularization && !image.IsValidation).GroupBy(image => image.Concept, StringComparer.Ordinal)
                .OrderBy(concept => concept.Key, StringComparer.Ordinal)
                .Select(concept => new ConceptCount(concept.Key, concept.Count(image => !image.IsAgain), concept.Sum(image => (long)image.Repeats))),
        ];
        return counts is [{ Name: "" }] ? [] : counts;
    }

    /// <summary>A warning where one concept has more than twice the samples of another; images without a concept are not compared.</summary>
    internal static IEnumerable<Finding> Check(IEnumerable<ImageItem> images, string projectFile)
    {
        ConceptCount[] named = [.. Of(images).Where(concept => concept.Name.Length > 0)];
        if (named.Length > 1 && named.MaxBy(concept => concept.Samples)! is var most && named.MinBy(concept => concept.Samples)! is var least
            && most.Samples > Bound * least.Samples)
        {
            yield return DatasetDiagnostics.ConceptsUnbalanced.At($"An epoch shows one concept far more often than another: {most}; {least}.", projectFile);
        }
    }
}
