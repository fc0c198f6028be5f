using System.Globalization;
using System.Text;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// <c>NAME.lora.lock.json</c>, or one <c>NAME.ALIAS.lora.lock.json</c> for each of several base models, beside the project file and committed: what the LoRA
/// was made of and what came out. Without path of a machine or time, so that it changes only when the build does. An image, an option, a prompt is a line, and
/// what follows from them stands in one last block: what two people change in different places is merged, and only that block is in conflict.
/// </summary>
public static class LockFile
{
    /// <summary>Of the format.</summary>
    internal const int Version = 2;

    // what an image may say otherwise than the project; where it does not, its line does not name it
    private static readonly (string Field, Option<bool> OfProject, Func<ImageItem, bool> OfImage)[] Flags =
    [
        ("flipAug", DatasetOptions.FlipAug, image => image.FlipAug), ("colorAug", DatasetOptions.ColorAug, image => image.ColorAug),
        ("randomCrop", DatasetOptions.RandomCrop, image => image.RandomCrop), ("alphaMask", DatasetOptions.AlphaMask, image => image.AlphaMask),
    ];

    // the plan turns these into content of images; all others that change a result are part of a key
    private static readonly Option[] OfImages =
        [DatasetOptions.NumRepeats, .. Flags.Select(flag => flag.OfProject), DatasetOptions.FaceCropAugRange];

    /// <summary>Where the lock file of a plan lies.</summary>
    public static string PathOf(BuildPlan plan) =>
        Path.ChangeExtension(plan.Paths.ProjectFile, plan.Alias.Length > 0 ? $".{plan.Alias}.lora.lock.json" : ".lora.lock.json");

    /// <summary>The file's text as UTF-8.</summary>
    /// <param name="plan">What was built.</param>
    /// <param name="keys">The keys of its stages.</param>
    /// <param name="outputs">The files of each stage that ran; its final outputs are recorded, and no report.</param>
    /// <param name="sdkVersion">Recorded, not compared.</param>
    public static ReadOnlySpan<byte> Write(
        BuildPlan plan, IReadOnlyDictionary<Stage, KeyFile> keys, IReadOnlyDictionary<Stage, IReadOnlyList<OutputFile>> outputs, string sdkVersion)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{{\n  \"version\": {Version},\n");
        text.Append("  \"toolchain\": { ").AppendJoin(", ", Toolchain(plan, sdkVersion)).Append(" },\n");
        text.Append("  \"name\": ").Append(Utf8Text.Quote(plan.OutputName)).Append(",\n");
        List(text, "baseModel", plan.ModelHashes.OrderBy(part => part.Key, StringComparer.Ordinal)
            .Select(part => Line(("part", part.Key), ("sha256", part.Value))));
        List(text, "registry", plan.Paths.BaseClaim is { } claim
            ? [Line(("kind", claim.Kind), ("clipSkip", claim.ClipSkip?.ToString(CultureInfo.InvariantCulture)))] : []);
        List(text, "pictureModels", plan.PictureModelFiles.Select(file => Line(("model", file.Part), ("file", file.Name), ("sha256", file.Sha256))));
        List(text, "loras", plan.Loras.Select(lora => Line(("option", lora.File.Part), ("file", lora.File.Name), ("sha256", lora.File.Sha256),
            ("multiplier", lora.Multiplier.ToString("R", CultureInfo.InvariantCulture)))));
        text.Append("  \"options\": {\n    ")
            .AppendJoin(",\n    ", OptionsOf(plan).Select(option => $"{Utf8Text.Quote(option.Name)}: {Utf8Text.Quote(plan.Options.Text(option))}"))
            .Append("\n  },\n");
        List(text, "rules", plan.TagRules.Select(rule => Line([("name", rule.Name), .. TagRuleOptions.Group.Select(row =>
            (row.Name, row == TagRuleOptions.File ? rule.FileSha256 : rule.Options.GetValueOrDefault(row.Name)))])));
        List(text, "phases", plan.TrainPhases.Select(phase => Line([("name", phase.Name), .. TrainPhaseOptions.Overrides.Select(row =>
            (row.Name, phase.Options.GetValueOrDefault(row.Name))), .. phase.Shows.Select(shown => (shown.Key, shown.Value))])));
        List(text, "prompts", plan.Prompts.Select(prompt =>
            Line([("name", prompt.Name), .. prompt.Rows.Select(row => (row.Name, prompt.Options.GetValueOrDefault(row.Name)))])));
        var file = new Utf8Text().Append(text.ToString());
        Images(file, plan);
        text.Clear().Append("  \"result\": {\n    \"stages\": [\n      ").AppendJoin(",\n      ", plan.Stages.Select(stage =>
            FormattableString.Invariant($"{{ \"stage\": \"{stage.Name}\", \"algorithm\": {stage.Version}, \"key\": \"{keys[stage].Hash}\" }}")));
        text.Append("\n    ],\n    \"outputs\": [\n      ").AppendJoin(",\n      ", plan.Stages.SelectMany(stage => outputs.GetValueOrDefault(stage, [])
            .Where(IsFinal).OrderBy(output => output.BelowOut(plan.Paths), StringComparer.Ordinal)
            .Select(output => Line(("path", output.BelowOut(plan.Paths)), ("sha256", output.Sha256)))));
        return file.Append(text.Append("\n    ]\n  }\n}\n").ToString()).Bytes;
    }

    /// <summary>Puts the text where it is not what lies there already. A finding where what lay there was nothing that can be read.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static Finding? Replace(string path, ReadOnlySpan<byte> text)
    {
        if (NewFile.Holds(path, text))
        {
            return null;
        }

        var before = File.Exists(path) ? LockedFile.Read(path, LockDiagnostics.LockReplaced).Findings : [];
        NewFile.Write(path, text);
        return before.Count > 0 ? before[0] : null;
    }

    /// <summary>True for a file that the lock file names.</summary>
    internal static bool IsFinal(OutputFile output) => output.Root is OutputRoot.Out or OutputRoot.Samples;

    private static IEnumerable<string> Toolchain(BuildPlan plan, string sdkVersion) =>
    [
        $"\"sdk\": {Utf8Text.Quote(sdkVersion)}",
        .. Tool.Used(Tool.All, plan.Options).Select(used => $"{Utf8Text.Quote(used.Tool.Kind)}: {Utf8Text.Quote(used.Name)}"),
    ];

    // those that are part of a key of the plan's, each once
    private static IEnumerable<Option> OptionsOf(BuildPlan plan)
    {
        Stage[] stages = [.. plan.Stages];
        return Options.All.Where(option => OfImages.Contains(option) || (option.IsKeyed && option.Applies(plan.Options)
            && stages.Any(stage => option.Stages.Contains(stage) && option.AppliesTo(stage, plan.Options))));
    }

    // each line ends with a comma, and so the last one does not change when one is added behind it; regularization images as the project names them: how
    // often each is shown follows from the others
    private static void Images(Utf8Text text, BuildPlan plan)
    {
        bool[] flags = [.. Flags.Select(flag => plan.Options.Get(flag.OfProject))];
        text.Append("  \"images\": [\n"u8);
        foreach (var image in plan.Images.Where(image => !image.IsRegularization).Concat(plan.RegularizationImages))
        {
            text.Append("    { \"path\": "u8).AppendQuoted(image.Name).Append(", \"sha256\": "u8).AppendQuoted(image.Sha256)
                .Append(", \"caption\": "u8).AppendQuoted(image.CaptionSha256).Append(", \"repeats\": "u8).Append(image.Repeats);
            if (image.Resolution is { } side)
            {
                text.Append(", \"resolution\": "u8).Append(side);
            }

            if (image.IsRegularization)
            {
                text.Append(", \"regularization\": true"u8);
            }

            if (image.MaskPath.Length > 0)
            {
                text.Append(", \"mask\": "u8).AppendQuoted(image.MaskSha256);
            }

            if (image.LossWeight != 1)
            {
                text.Append(", \"lossWeight\": "u8).Append(image.LossWeight.ToString(CultureInfo.InvariantCulture));
            }

            if (image.Trigger is { } trigger)
            {
                text.Append(", \"trigger\": "u8).AppendQuoted(trigger);
            }

            if (image.Face is { } face)
            {
                text.Append(", \"face\": "u8).AppendQuoted(face.ToString());
            }

            for (var i = 0; i < flags.Length; i++)
            {
                if (Flags[i].OfImage(image) != flags[i])
                {
                    text.Append(", "u8).AppendQuoted(Flags[i].Field).Append(flags[i] ? ": false"u8 : ": true"u8);
                }
            }

            text.Append(" },\n"u8);
        }

        text.Append("    {}\n  ],\n"u8);
    }

    // a list of lines; none where there is nothing to say
    private static void List(StringBuilder text, string name, IEnumerable<string> lines)
    {
        var before = text.Length;
        text.Append("  \"").Append(name).Append("\": [\n    ");
        var start = text.Length;
        text.AppendJoin(",\n    ", lines);
        if (text.Length > start)
        {
            text.Append("\n  ],\n");
        }
        else
        {
            text.Length = before;
        }
    }

    // what is empty says nothing
    private static string Line(params IEnumerable<(string Field, string? Value)> fields)
    {
        var said = fields.Where(field => field.Value is { Length: > 0 }).Select(field => $"{Utf8Text.Quote(field.Field)}: {Utf8Text.Quote(field.Value!)}");
        return $"{{ {string.Join(", ", said)} }}";
    }
}
