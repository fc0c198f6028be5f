using System.Text;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// The pictures as subsets: a folder each, all of whose pictures kohya's scripts train alike. What a folder cannot say is an error; nothing is exported then.
/// </summary>
internal sealed class ExportedSubsets(BuildPlan plan, List<Finding> findings)
{
    // those that kohya's scripts read without plugins; the case counts
    private static readonly string[] Read = [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".PNG", ".JPG", ".JPEG", ".WEBP", ".BMP"];

    /// <summary>The tables <c>[[datasets]]</c>, one for each resolution, with their <c>[[datasets.subsets]]</c>.</summary>
    public string Text()
    {
        if (plan.TagRules.Count > 0 || plan.Images.Any(image => image.CaptionText is not null))
        {
            Report("The captions as they are trained stand in no files beside the pictures; -t:WriteCaptions writes them there.", plan.Paths.ProjectFile);
        }

        var text = new StringBuilder();
        var usual = plan.Options.Get(DatasetOptions.Resolution);
        foreach (var dataset in plan.Images.Where(image => !image.IsRegularization).Concat(plan.RegularizationImages)
            .GroupBy(image => image.Resolution ?? usual).OrderByDescending(dataset => dataset.Key))
        {
            text.Append(text.Length > 0 ? "\n[[datasets]]\n" : "[[datasets]]\n");
            text.Append(dataset.Key == usual ? "" : FormattableString.Invariant($"resolution = {dataset.Key}\n"));
            foreach (var folder in dataset.GroupBy(image => (image.IsRegularization, Folder: Path.GetDirectoryName(image.Path)!)))
            {
                Add(text, folder.Key.Folder, folder.Key.IsRegularization, [.. folder]);
            }
        }

        return text.ToString();
    }

    private void Add(StringBuilder text, string folder, bool isRegularization, ImageItem[] images)
    {
        var name = NameOf(folder);
        Check(name, folder, images);
        if (images.FirstOrDefault(image => image.LossWeight != 1) is { } weighed)
        {
            Report($"'{weighed.Name}' has a LossWeight, of which kohya's scripts know nothing.", weighed.Path);
        }

        var tokens = images.Where(image => image.ClassTokens.Length > 0).Select(image => image.ClassTokens).Distinct().ToArray();
        Same(name, "ClassTokens", tokens);
        Same(name, "NumRepeats", [.. images.Select(image => image.Repeats).Distinct()]);
        Same(name, "FlipAug", [.. images.Select(image => image.FlipAug).Distinct()]);
        Same(name, "ColorAug", [.. images.Select(image => image.ColorAug).Distinct()]);
        Same(name, "RandomCrop", [.. images.Select(image => image.RandomCrop).Distinct()]);
        var faces = Faces(images);
        Same(name, "FaceCropAugRange", faces);
        Same(name, "AlphaMask", [.. images.Select(image => image.AlphaMask).Distinct()]);
        string[] masks = [.. images.Select(image => Path.GetDirectoryName(image.MaskPath) ?? "").Distinct()];
        Same(name, "ConditioningDataDir", masks);
        text.Append("\n  [[datasets.subsets]]\n").Append($"  image_dir = {TomlText.Quote(name)}\n");
        text.Append(FormattableString.Invariant($"  num_repeats = {images[0].Repeats}\n"));
        string?[] lines =
        [
            isRegularization ? "is_reg = true" : null,
            tokens.Length > 0 ? $"class_tokens = {TomlText.Quote(tokens[0])}" : null,
            images[0].FlipAug ? "flip_aug = true" : null,
            images[0].ColorAug ? "color_aug = true" : null,
            images[0].RandomCrop ? "random_crop = true" : null,
            faces[0] is { } range ? $"face_crop_aug_range = {range}" : null,
            images[0].AlphaMask ? "alpha_mask = true" : null,
            masks[0].Length > 0 ? $"conditioning_data_dir = {TomlText.Quote(NameOf(masks[0]))}" : null,
            Prefix(name, images) is { } prefix ? $"caption_prefix = {TomlText.Quote(prefix)}" : null,
        ];
        text.Append(string.Concat(lines.OfType<string>().Select(line => $"  {line}\n")));
    }

    // a picture without a face in its name takes no part; of none of them the project speaks
    private string?[] Faces(ImageItem[] images)
    {
        var row = DatasetOptions.FaceCropAugRange;
        string?[] ranges = [.. images.Select(image => image.Face).OfType<FaceCrop>()
            .Select(face => TomlText.Of(row, FormattableString.Invariant($"{face.Min},{face.Max}"))).Distinct()];
        if (ranges.Length > 0 && plan.Options.Get(DatasetOptions.EnableBucket))
        {
            findings.Add(ProjectDiagnostics.ExportIncomplete.At("kohya's scripts crop around faces only where enable_bucket is off.", plan.PlaceOf(row)));
        }

        return ranges.Length > 0 ? ranges : [plan.Options.Text(row) is { Length: > 0 } text ? TomlText.Of(row, text) : null];
    }

    private string NameOf(string folder) => Path.GetRelativePath(plan.Paths.ProjectDirectory, folder).Replace('\\', '/');

    private void Check(string name, string folder, ImageItem[] images)
    {
        if (images.FirstOrDefault(image => !Read.Contains(Path.GetExtension(image.Path), StringComparer.Ordinal)) is { } unread)
        {
            Report($"kohya's scripts do not read '{unread.Name}', by its ending.", unread.Path);
        }

        var trained = images.Select(image => image.Path).ToHashSet(StringComparer.Ordinal);
        if (Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
            .FirstOrDefault(file => Read.Contains(Path.GetExtension(file), StringComparer.Ordinal) && !trained.Contains(file)) is { } other)
        {
            Report($"'{Path.GetFileName(other)}' lies in '{name}' and is not trained here; kohya's scripts train every picture of a folder.", other);
        }
    }

    private void Same<T>(string folder, string what, T[] values)
    {
        if (values.Length > 1)
        {
            Report($"The pictures in '{folder}' differ in {what}: {string.Join(", ", values)}.", plan.Paths.ProjectFile);
        }
    }

    // the trigger is in no file: there it is a prefix, unless the captions begin with it
    private string? Prefix(string folder, ImageItem[] images)
    {
        var triggers = images.Select(image => image.Trigger ?? plan.Options.Get(ProjectOptions.Trigger)).Distinct().ToArray();
        Same(folder, "Trigger", triggers);
        var trigger = triggers[0];
        var places = trigger.Length == 0 ? [] : images.SelectMany(image => Lines(image).Select(line => PlaceOf(trigger, line))).Distinct().ToArray();
        if (places.Length > 1 || places is [var place and > 0])
        {
            Report($"Some captions in '{folder}' hold the trigger '{trigger}', and not all begin with it.", plan.Paths.ProjectFile);
        }

        if (trigger.Length == 0 || places is [0])
        {
            return null;
        }

        var own = plan.Options.Get(CaptionOptions.CaptionPrefix);
        return (own.Length > 0 ? own + " " : "") + trigger + plan.Options.Get(CaptionOptions.CaptionSeparator);
    }

    private IEnumerable<string> Lines(ImageItem image)
    {
        if (image.CaptionText is not null)
        {
            return [];
        }

        if (image.CaptionSha256.Length == 0)
        {
            Report($"'{image.Name}' has no caption file: what a tagger or captioner sees in it is in none of kohya's files.", image.Path);
            return [];
        }

        var lines = image.ClassTokens.Length > 0 ? [image.ClassTokens] : File.ReadAllLines(image.CaptionPath);
        return plan.Options.Get(CaptionOptions.EnableWildcard) ? lines.Where(line => line.Trim().Length > 0) : lines.Take(1);
    }

    // -1: nowhere
    private int PlaceOf(string trigger, string line)
    {
        var mark = plan.Options.Get(CaptionOptions.KeepTokensSeparator);
        var text = mark.Length > 0 ? line.Replace(mark, plan.Options.Get(CaptionOptions.CaptionSeparator), StringComparison.Ordinal) : line;
        return Array.IndexOf([.. text.Split(plan.Options.Get(CaptionOptions.CaptionSeparator)).Select(tag => tag.Trim())], trigger);
    }

    private void Report(string problem, string file) => findings.Add(ProjectDiagnostics.ExportNotPossible.At(problem, file));
}
