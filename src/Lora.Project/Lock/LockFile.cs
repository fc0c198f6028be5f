using System.Globalization;
using System.Text;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// <c>NAME.lora.lock.json</c>, or one <c>NAME.ALIAS.lora.lock.json</c> for each of several base models, beside the project file and committed: what the LoRA
/// was made of and what came out. Sorted, without path of a machine or time, so that it changes only when the build does.
/// </summary>
public static class LockFile
{
    /// <summary>Where the lock file of a plan lies.</summary>
    public static string PathOf(BuildPlan plan) =>
        Path.ChangeExtension(plan.Paths.ProjectFile, plan.Alias.Length > 0 ? $".{plan.Alias}.lora.lock.json" : ".lora.lock.json");

    /// <summary>The file's text.</summary>
    /// <param name="plan">What was built.</param>
    /// <param name="keys">The keys of its stages.</param>
    /// <param name="outputs">The files of each stage that ran; its final outputs are recorded, and no report.</param>
    /// <param name="sdkVersion">Recorded, not compared.</param>
    public static string Write(
        BuildPlan plan, IReadOnlyDictionary<Stage, KeyFile> keys, IReadOnlyDictionary<Stage, IReadOnlyList<OutputFile>> outputs, string sdkVersion)
    {
        var text = new StringBuilder("{\n  \"version\": 1,\n");
        var tools = Tool.Used(Tool.All, plan.Options).Select(used => $", {JsonText.Quote(used.Tool.Kind)}: {JsonText.Quote(used.Name)}");
        text.Append(CultureInfo.InvariantCulture, $"  \"toolchain\": {{ \"sdk\": {JsonText.Quote(sdkVersion)}{string.Concat(tools)} }},\n");
        List(text, "baseModel", plan.ModelHashes.OrderBy(part => part.Key, StringComparer.Ordinal)
            .Select(part => $"{{ \"part\": {JsonText.Quote(part.Key)}, \"sha256\": {JsonText.Quote(part.Value)} }}"));
        text.Append(",\n");
        if (plan.PictureModelFiles.Count > 0)
        {
            List(text, "pictureModels", plan.PictureModelFiles.Select(file =>
                $"{{ \"model\": {JsonText.Quote(file.Part)}, \"file\": {JsonText.Quote(file.Name)}, \"sha256\": {JsonText.Quote(file.Sha256)} }}"));
            text.Append(",\n");
        }

        List(text, "images", plan.Images.Select(Image));
        text.Append(",\n");
        List(text, "stages", plan.Stages.Select(stage => OfStage(stage, keys[stage], outputs.GetValueOrDefault(stage, []), plan.Paths)));
        return text.Append("\n}\n").ToString();
    }

    private static string Image(ImageItem image) => string.Create(CultureInfo.InvariantCulture,
        $"{{ \"path\": {JsonText.Quote(image.Name)}, \"sha256\": \"{image.Sha256}\", \"caption\": \"{image.CaptionSha256}\", \"repeats\": {image.Repeats}")
        + (image.Resolution is { } side ? string.Create(CultureInfo.InvariantCulture, $", \"resolution\": {side} }}") : " }");

    private static string OfStage(Stage stage, KeyFile key, IReadOnlyList<OutputFile> outputs, StagePaths paths)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"{{\n      \"stage\": \"{stage.Name}\",\n      \"algorithm\": {stage.Version},\n      \"key\": \"{key.Hash}\"");
        Nested(text, "options", key.Entries.Where(entry => entry.Kind == "option")
            .Select(entry => $"{JsonText.Quote(entry.Name)}: {JsonText.Quote(entry.Value)}"), '{', '}');
        Nested(text, "rules", key.Entries.Where(entry => entry.Kind == "rule")
            .Select(entry => $"{JsonText.Quote(entry.Name)}: {JsonText.Quote(entry.Value)}"), '{', '}');
        Nested(text, "outputs", outputs.Where(output => output.Root is OutputRoot.Out or OutputRoot.Samples)
            .OrderBy(output => output.BelowOut(paths), StringComparer.Ordinal)
            .Select(output => $"{{ \"path\": {JsonText.Quote(output.BelowOut(paths))}, \"sha256\": {JsonText.Quote(output.Sha256)} }}"), '[', ']');
        return text.Append("\n    }").ToString();
    }

    private static void List(StringBuilder text, string name, IEnumerable<string> entries) =>
        text.Append("  \"").Append(name).Append("\": [\n    ").AppendJoin(",\n    ", entries).Append("\n  ]");

    private static void Nested(StringBuilder text, string name, IEnumerable<string> entries, char open, char close)
    {
        var all = entries.ToArray();
        if (all.Length > 0)
        {
            text.Append(",\n      \"").Append(name).Append("\": ").Append(open).Append("\n        ").AppendJoin(",\n        ", all).Append("\n      ")
                .Append(close);
        }
    }
}
