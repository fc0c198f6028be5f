using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Pictures whose names stand in each other's way: found in every build, since names are no part of what is made.</summary>
internal static class NameChecks
{
    internal static IEnumerable<Finding> Check(IReadOnlyList<ImageItem> images, OptionValues project) =>
        project.Get(QualityOptions.CheckNames) && images.Where(image => !image.IsAgain).ToArray() is var pictures
            ? [.. Shared(pictures), .. ByCase(pictures)] : [];

    // where the caption is a class's or an entry of its own, there is no file to share
    private static IEnumerable<Finding> Shared(IReadOnlyList<ImageItem> images)
    {
        ImageItem[] captioned = [.. images.Where(image => image.ClassTokens.Length == 0 && image.CaptionText is null)];
        return AreDistinct(captioned.Select(image => image.CaptionPath), StringComparer.Ordinal) ? []
            : captioned.DistinctBy(image => image.Path).GroupBy(image => image.CaptionPath, StringComparer.Ordinal).Where(group => group.Count() > 1)
                .Select(group => DatasetDiagnostics.CaptionShared.At(
                    $"{Listed(group)} have one caption, '{Path.GetFileName(group.Key)}'.", group.First().Path));
    }

    // of names that are the same but for the extension too: the captions' are the same then
    private static IEnumerable<Finding> ByCase(IReadOnlyList<ImageItem> images) =>
        AreDistinct(images.Select(image => Stem(image.Name)), StringComparer.OrdinalIgnoreCase) ? []
        : images.GroupBy(image => Stem(image.Name), StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Select(image => Stem(image.Name)).Distinct(StringComparer.Ordinal).Skip(1).Any())
            .Select(group => DatasetDiagnostics.NamesByCase.At($"The names of {Listed(group)} differ in letter case only.", group.First().Path));

    // of tens of thousands, in every build, nothing is grouped unless there is something to say
    private static bool AreDistinct(IEnumerable<string> names, StringComparer comparer) => names.All(new HashSet<string>(comparer).Add);

    private static string Stem(string name) => name[..^Path.GetExtension(name).Length];

    private static string Listed(IEnumerable<ImageItem> images) => NameList.All([.. images.Select(image => $"'{image.Name}'")]);
}
