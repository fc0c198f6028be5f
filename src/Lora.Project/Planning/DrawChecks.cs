using System.Collections.Concurrent;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// Holds what changes with each draw of a picture against cached latents, which are always the same, and the faces that are asked for against those that names
/// tell. Source: sd-scripts, train_util.DatasetGroup.is_latent_cacheable. Safe for threads.
/// </summary>
internal sealed class DrawChecks
{
    private static readonly (Option OfImage, Option OfProject)[] Rows =
    [
        (ImageOptions.ColorAug, DatasetOptions.ColorAug), (ImageOptions.RandomCrop, DatasetOptions.RandomCrop),
        (ImageOptions.FaceCropAugRange, DatasetOptions.FaceCropAugRange),
    ];

    private readonly ConcurrentQueue<Asked> _asked = [];

    /// <summary>Takes down what is asked for of a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="options">Its metadata in force.</param>
    /// <param name="item">Its item.</param>
    /// <param name="rows">What finds that item's place.</param>
    public void See(ImageItem image, OptionValues options, InputItem item, ImageItemRows rows)
    {
        foreach (var (row, ofProject) in Rows)
        {
            if (options.Text(row) is not ("" or "false") and var asked)
            {
                _asked.Enqueue(new(ofProject, image, asked, options.IsWritten(row) ? rows.PlaceOf(item) : null));
            }
        }
    }

    /// <summary>What is wrong, of all pictures.</summary>
    /// <param name="project">The project's options.</param>
    /// <param name="placeOf">Where one of them stands.</param>
    public IEnumerable<Finding> Check(OptionValues project, Func<Option, SourcePlace> placeOf)
    {
        foreach (var (_, option) in Rows)
        {
            Asked[] asked = [.. _asked.Where(asked => asked.Option == option).OrderBy(asked => asked.Image.Index)];
            if (asked is not [var first, ..])
            {
                continue;
            }

            var place = first.Own ?? placeOf(option);
            if (project.Get(DatasetOptions.CacheLatents))
            {
                var of = first.Own is null ? "" : $" for '{first.Image.Name}'";
                yield return ProjectDiagnostics.DrawsOfCachedLatents.At(
                    $"{option} is {first.Text}{of}, and CacheLatents is true {StatedAt(project, placeOf)}.", place);
            }

            Asked[] faceless = option == DatasetOptions.FaceCropAugRange ? [.. asked.Where(asked => asked.Image.Face is null)] : [];
            if (faceless.Length > 0)
            {
                var problem = FormattableString.Invariant(
                    $"{option} is {first.Text}, and {faceless.Length} of {asked.Length} pictures tell of no face in their names");
                yield return ProjectDiagnostics.FaceNotTold.At($"{problem}, as '{faceless[0].Image.Name}'.", place);
            }
        }
    }

    private static string StatedAt(OptionValues project, Func<Option, SourcePlace> placeOf) =>
        !project.IsWritten(DatasetOptions.CacheLatents) || placeOf(DatasetOptions.CacheLatents) is not { Line: > 0 } place ? "by default"
            : FormattableString.Invariant($"in {Path.GetFileName(place.File)}, line {place.Line}");

    /// <param name="Option">The project's, of the same name.</param>
    /// <param name="Image">Of which it is asked.</param>
    /// <param name="Text">Its value.</param>
    /// <param name="Own">The item, where that says it.</param>
    private sealed record Asked(Option Option, ImageItem Image, string Text, SourcePlace? Own);
}
