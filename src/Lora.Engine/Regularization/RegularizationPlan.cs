using System.Globalization;
using System.Text.RegularExpressions;
using Lora.Dataset;
using Lora.Imaging;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Which regularization images belong to a project's training images: for each image as many as are asked for, from its caption without the trigger, at its
/// bucket's size, with the training's seed. Another one of the same caption and size takes the next seed: no two pictures are alike.
/// </summary>
internal sealed partial class RegularizationPlan(StageRequest request, StageContext context, StageOutputs outputs, RegularizationWork work)
{
    private readonly ModelCaptions _captions = new(request, context, outputs);
    private readonly CaptionRecipe _recipe = CaptionRecipe.Constant(request.Values) with { EnableWildcard = request.Get(CaptionOptions.EnableWildcard) };
    private readonly RandomStream _chance = RandomStream.OfClass(request.Get(RunOptions.Seed));
    private readonly Dictionary<(string Text, int Width, int Height), int> _drawn = [];

    /// <summary>In the images' order; one whose picture or caption cannot be read is a finding.</summary>
    internal IReadOnlyList<RegularizationPicture> Pictures(CancellationToken stop)
    {
        _captions.Make(stop);
        ImageItem[] images = [.. request.Images.Where(image => image is { IsRegularization: false, IsValidation: false, IsAgain: false })];
        var alike = images.GroupBy(Stem, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var pictures = new List<RegularizationPicture>();
        foreach (var image in images)
        {
            stop.ThrowIfCancellationRequested();
            if (SizeOf(image) is var (width, height) && _captions.Read(image) is { } caption)
            {
                // with the extension, and the folders, where the name alone is that of several
                var name = alike.Contains(Stem(image)) ? Marks().Replace(image.Name, "-") : Stem(image);
                pictures.AddRange(Enumerable.Range(0, work.PerImage)
                    .Select(number => Picture(name, image, caption, number, width, height)));
            }
        }

        return pictures;
    }

    private static string Stem(ImageItem image) => Path.GetFileNameWithoutExtension(image.Name);

    private (int Width, int Height)? SizeOf(ImageItem image)
    {
        try
        {
            if (SourceImage.Read(image, outputs) is { } file)
            {
                var choice = SourceBuckets.Preparation(request.Values, image).Place(context.Codec.Probe(file));
                return (choice.BucketWidth, choice.BucketHeight);
            }
        }
        catch (ImageFormatException e)
        {
            outputs.Report(SourceImage.Finding(image, e));
        }

        return null;
    }

    private RegularizationPicture Picture(string name, ImageItem image, CaptionFile caption, int number, int width, int height)
    {
        var separator = request.Get(CaptionOptions.CaptionSeparator);
        var lines = SourceCaption.Lines(caption, request).Select(line => SourceRules.Of(request).Apply(line, null));
        var text = _recipe.Nth(string.Join('\n', lines), number);
        foreach (var trigger in (string[])[SourceCaption.TriggerOf(image, request), request.Get(ProjectOptions.Trigger)])
        {
            text = WithoutTrigger.Apply(text, trigger, separator);
        }

        var alike = (text, width, height);
        var seed = request.Get(RunOptions.Seed) + (_drawn[alike] = _drawn.GetValueOrDefault(alike, -1) + 1);
        text = WithTags(text, separator);
        var prompt = Escaped(_recipe.Always(text));
        return new(FormattableString.Invariant($"{name}-{seed}"), text, new PromptItem(name, Settings(prompt, seed, width, height)));
    }

    // a wildcard's text may be empty: no tag then
    private string WithTags(string text, string separator)
    {
        var tags = CaptionRecipe.AnyOf(work.Tags, _chance).Split(separator).Select(tag => tag.Trim()).Where(tag => tag.Length > 0);
        return string.Join(separator.TrimEnd() + " ", [text, .. tags]);
    }

    private IReadOnlyDictionary<string, string> Settings(string prompt, long seed, int width, int height) => new Dictionary<string, string>(work.Prompt)
    {
        [PromptOptions.Text.Name] = prompt,
        [PromptOptions.Seed.Name] = Number(seed),
        [PromptOptions.Width.Name] = Number(width),
        [PromptOptions.Height.Name] = Number(height),
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    // a caption is trained as it stands, and a bracket in a prompt weighs
    private static string Escaped(string caption) => Brackets().Replace(caption, @"\$0");

    [GeneratedRegex("[./]+")]
    private static partial Regex Marks();

    [GeneratedRegex(@"[\\()\[\]]")]
    private static partial Regex Brackets();
}
