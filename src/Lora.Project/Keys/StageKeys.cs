using System.Globalization;

namespace Lora.Project;

/// <summary>
/// Makes the key files of a plan's stages. Every key is derived from sources alone, so that a build in which nothing changed starts no engine.
/// </summary>
public static class StageKeys
{
    /// <summary>The key files of all stages, also of those that the plan does not run.</summary>
    public static IReadOnlyDictionary<StageName, KeyFile> Of(BuildPlan plan)
    {
        var keys = new Dictionary<StageName, KeyFile>();
        foreach (var stage in Stage.All)
        {
            keys[stage.Name] = KeyFile.Of(stage, [.. Upstream(stage, keys), .. Parameters(stage, plan), .. Own(stage.Name, plan)]);
        }

        return keys;
    }

    /// <summary>True if the parameter is part of the stage's key, by itself or through a stage that it builds on.</summary>
    public static bool Reads(StageName stage, Parameter parameter) =>
        parameter.Stages.Contains(stage) || Stage.Of(stage).Upstream.Any(earlier => Reads(earlier, parameter));

    private static IEnumerable<KeyEntry> Upstream(Stage stage, Dictionary<StageName, KeyFile> keys) =>
        stage.Upstream.Select(earlier => new KeyEntry("stage", earlier.ToString(), keys[earlier].Hash));

    // the resolved value, so that writing a default down changes no key
    private static IEnumerable<KeyEntry> Parameters(Stage stage, BuildPlan plan) =>
        ParameterTable.All.Where(parameter => parameter.Stages.Contains(stage.Name))
            .Select(parameter => new KeyEntry("parameter", parameter.Name, plan.Values.GetValueOrDefault(parameter.Name, parameter.Default)));

    private static IEnumerable<KeyEntry> Own(StageName stage, BuildPlan plan) => stage switch
    {
        StageName.Validate => [.. Images(plan), .. Captions(plan), .. Model(plan, "unet", "vae", "text_encoder", "tokenizer", "scheduler")],
        StageName.Resize => Images(plan),
        StageName.Tag => Captions(plan),
        StageName.CacheLatents => Model(plan, "vae"),
        StageName.CacheTextEmbeddings => Model(plan, "text_encoder", "tokenizer"),
        StageName.Train => [.. Repeats(plan), .. Model(plan, "unet", "text_encoder", "tokenizer", "scheduler"), Output(plan)],
        StageName.Sample => [.. Prompts(plan), .. Model(plan, "vae"), Output(plan)],
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };

    private static IEnumerable<KeyEntry> Images(BuildPlan plan) => plan.Images.Select(image => new KeyEntry("image", Number(image), image.Sha256));

    private static IEnumerable<KeyEntry> Captions(BuildPlan plan) => plan.Images.Select(image => new KeyEntry("caption", Number(image), image.CaptionSha256));

    private static IEnumerable<KeyEntry> Repeats(BuildPlan plan) =>
        plan.Images.Select(image => new KeyEntry("repeats", Number(image), image.Repeats.ToString(CultureInfo.InvariantCulture)));

    private static IEnumerable<KeyEntry> Model(BuildPlan plan, params string[] parts) =>
        parts.Select(part => new KeyEntry("model", part, plan.BaseModelHashes.GetValueOrDefault(part, "")));

    private static IEnumerable<KeyEntry> Prompts(BuildPlan plan) =>
        plan.Prompts.Select((prompt, row) => new KeyEntry("prompt", (row + 1).ToString("00", CultureInfo.InvariantCulture), Describe(prompt)));

    private static string Describe(PromptItem prompt) => string.Create(CultureInfo.InvariantCulture,
        $"{prompt.Name}\n{prompt.Text}\n{prompt.Negative}\n{prompt.Seed} {prompt.Width}x{prompt.Height} {prompt.Steps} {prompt.Scale:R} {prompt.Sampler}");

    private static KeyEntry Output(BuildPlan plan) => new("output", "name", plan.OutputName);

    private static string Number(ImageItem image) => (image.Index + 1).ToString("00", CultureInfo.InvariantCulture);
}
