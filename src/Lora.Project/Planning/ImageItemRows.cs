using System.Collections.Concurrent;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>What the metadata of one kind of picture says of it.</summary>
/// <param name="rows">Of the kind.</param>
/// <param name="sources">Where its items stand.</param>
/// <param name="findings">Locked while one is added: pictures are read side by side.</param>
/// <param name="project">The project's own options.</param>
internal abstract class ImageItemRows(OptionGroup rows, SourceFiles sources, List<Finding> findings, OptionValues project)
{
    private readonly ConcurrentDictionary<string, OptionValues> _ofFolder = new(StringComparer.Ordinal);

    /// <summary>The project's own options.</summary>
    public OptionValues Project => project;

    /// <summary>The metadata in force, with what a folder <c>10_name</c> around the picture says.</summary>
    public OptionValues Resolve(string name, InputItem item)
    {
        // pictures that say nothing themselves are alike where they lie in one folder, and there are tens of thousands of them
        if (item.Metadata.Count > 0 || item.Imported is not null)
        {
            return ResolveOne(name, item);
        }

        var known = _ofFolder.GetAlternateLookup<ReadOnlySpan<char>>();
        var folder = Path.GetDirectoryName(name.AsSpan());
        return known.TryGetValue(folder, out var values) ? values : known[folder] = ResolveOne(name, item);
    }

    private OptionValues ResolveOne(string name, InputItem item)
    {
        // what is imported says everything itself
        var folder = item.Imported is null ? KohyaFolder.Around(name) : null;
        return OptionValues.Resolve(rows, folder?.Under(item.Metadata) ?? item.Metadata, (_, problem) =>
        {
            lock (findings)
            {
                findings.Add(ProjectDiagnostics.WrongValue.At($"{rows.Title} {item.Include}: {problem}", PlaceOf(item)));
            }
        }, project);
    }

    public SourcePlace PlaceOf(InputItem item) => item.Imported ?? sources.PlaceOf(rows.Title, item.Include);

    /// <summary>A picture with its caption and what each draw of it changes.</summary>
    /// <param name="index"><see cref="ImageItem.Index"/>.</param>
    /// <param name="file">Its name, its absolute path, and its hash.</param>
    /// <param name="caption">Where that lies and what it is.</param>
    /// <param name="options">The metadata in force.</param>
    public static ImageItem Make(int index, (string Name, string Path, string Sha256) file, ImageCaption caption, OptionValues options) =>
        new(index, file.Name, file.Path, file.Sha256, caption.Path, caption.Sha256, Repeats: 1)
        {
            CaptionText = caption.Text,
            CaptionPlace = caption.Place,
            ClassTokens = caption.ClassTokens,
            FlipAug = options.Get(ImageOptions.FlipAug),
            ColorAug = options.Get(ImageOptions.ColorAug),
            RandomCrop = options.Get(ImageOptions.RandomCrop),
            Face = options.Get(ImageOptions.FaceCropAugRange) is { } range ? FaceCrop.Of(file.Path, range) : null,
        };

    /// <summary>The picture with what this kind alone says of it.</summary>
    public abstract ImageItem Complete(ImageItem image, OptionValues options);
}

/// <summary>Those of a training image.</summary>
internal sealed class ImageRows(SourceFiles sources, List<Finding> findings, OptionValues project, MaskFinder masks)
    : ImageItemRows(ImageOptions.Group, sources, findings, project)
{
    public override ImageItem Complete(ImageItem image, OptionValues options) => image with
    {
        Repeats = options.Get(ImageOptions.NumRepeats),
        Trigger = options.Get(ImageOptions.Trigger) is var trigger && trigger == Project.Get(ProjectOptions.Trigger) ? null : trigger,
        Concept = options.Get(ImageOptions.Concept),
        LossWeight = options.Get(ImageOptions.LossWeight),
        AlphaMask = options.Get(ImageOptions.AlphaMask),
        MaskPath = masks.Find(image, options.Get(ImageOptions.ConditioningDataDir)),
    };
}

/// <summary>Those of a regularization image, which no trigger calls.</summary>
internal sealed class RegularizationRows(SourceFiles sources, List<Finding> findings, OptionValues project)
    : ImageItemRows(RegularizationImageOptions.Group, sources, findings, project)
{
    public override ImageItem Complete(ImageItem image, OptionValues options) => image with
    {
        Repeats = options.Get(RegularizationImageOptions.NumRepeats),
        Trigger = "",
        IsRegularization = true,
        LossWeight = options.Get(RegularizationImageOptions.LossWeight),
    };
}
