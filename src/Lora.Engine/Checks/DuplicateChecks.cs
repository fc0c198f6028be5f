using System.Globalization;
using Lora.Dataset;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Pictures that are there twice: the same bytes, or nearly the same pixels.</summary>
internal sealed class DuplicateChecks(StageRequest request, StageOutputs outputs)
{
    // a file that is no JPEG has lost nothing, as far as it tells
    private const int Lossless = 101;

    /// <summary>Reports them, and returns the groups of near-duplicates, the best of each first, the others in data order.</summary>
    internal IReadOnlyList<IReadOnlyList<CheckedPicture>> Check(IReadOnlyList<CheckedPicture> pictures)
    {
        if (!request.Get(QualityOptions.CheckDuplicates) || request.AnyWrong(QualityOptions.CheckDuplicates))
        {
            return [];
        }

        foreach (var twins in request.Images.Where(image => image.Sha256.Length > 0 && !image.IsAgain).GroupBy(image => image.Sha256, StringComparer.Ordinal)
            .Where(group => group.Count() > 1))
        {
            var first = twins.First();
            foreach (var twin in twins.Skip(1))
            {
                outputs.Report(DatasetDiagnostics.DuplicateImage.At($"'{twin.Name}' is the same picture as '{first.Name}'.", twin.Path));
            }
        }

        if (request.AnyWrong(QualityOptions.DuplicateThreshold))
        {
            return [];
        }

        // what is flat looks like everything flat; the same bytes have been said
        CheckedPicture[] distinct = [.. pictures.Where(picture => !picture.Item.IsAgain)
            .Where(picture => picture.Measures.Deviation >= request.Get(QualityOptions.FlatThreshold))
            .DistinctBy(picture => picture.Item.Sha256, StringComparer.Ordinal)];
        var groups = NearDuplicates.Groups([.. distinct.Select(picture => picture.Measures.Hashes)], request.Get(QualityOptions.DuplicateThreshold));
        return [.. groups.Select(group => Report([.. group.Select(i => distinct[i])]))];
    }

    private IReadOnlyList<CheckedPicture> Report(CheckedPicture[] group)
    {
        // the first of equals
        var best = group.OrderByDescending(picture => (long)picture.Info.Width * picture.Info.Height)
            .ThenByDescending(picture => picture.Measures.JpegQuality ?? Lossless).ThenByDescending(picture => picture.Measures.Sharpness).First();
        CheckedPicture[] others = [.. group.Where(picture => picture != best)];
        var names = group.Select(picture => $"'{picture.Item.Name}'").ToArray();
        outputs.Report(DatasetDiagnostics.NearDuplicates.At(
            $"{NameList.All(names)} are nearly the same picture; the best is '{best.Item.Name}' ({InWords(best)}).",
            best.Item.Path));
        return [best, .. others];
    }

    private static string InWords(CheckedPicture picture) => string.Create(CultureInfo.InvariantCulture,
        $"{picture.Info.Width} x {picture.Info.Height}, {picture.Info.Format}{(picture.Measures.JpegQuality is { } quality ? $" of quality {quality}" : "")}");
}
