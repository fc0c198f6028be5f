using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// Makes the key files of a plan's stages from their rows. Every key is derived from sources alone, so that a build in which nothing changed starts no engine.
/// </summary>
public static class StageKeys
{
    // what is in Train's key only where the training draws pictures
    private const string Drawn = "drawn";

    /// <summary>The kinds of the entries that are named by an image's number.</summary>
    internal static IReadOnlySet<string> OfImages { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "image", "mask", "alpha mask", "resolution", "crop", "colours", "name", "caption", "trigger", "repeats", "weight", "regularization", "validation",
        "flip",
    };

    /// <summary>The key files of all stages, also of those that the plan does not run.</summary>
    public static IReadOnlyDictionary<Stage, KeyFile> Of(BuildPlan plan) => Of(plan, tool => tool.Name(plan.Options));

    /// <summary>As they would be with other tools.</summary>
    internal static IReadOnlyDictionary<Stage, KeyFile> Of(BuildPlan plan, Func<Tool, string> nameOf)
    {
        var keys = new Dictionary<Stage, KeyFile>();
        foreach (var stage in Stage.All)
        {
            keys[stage] = KeyFile.Of(stage, ((IEnumerable<KeyEntry>[])
            [
                Upstream(stage, keys), Tools(stage, plan, nameOf), Options(stage, plan), Sources(stage, plan), Model(stage, plan),
                PictureModels(stage, plan), Claim(stage, plan), WhileTraining(stage, plan, nameOf),
            ]).SelectMany(static entries => entries));
        }

        // each waits for those of the stages before it
        Parallel.ForEach(keys.Values, static key => _ = key.Hash);
        return keys;
    }

    /// <summary><see cref="StageRequest.TrainingKey"/>.</summary>
    internal static string OfTraining(KeyFile train) => KeyFile.Of(Stage.Train, Training(train)).Hash;

    /// <summary><see cref="StageRequest.OpenTrainingKey"/>.</summary>
    internal static string OfOpenTraining(KeyFile train) => KeyFile.Of(Stage.Train,
        Training(train).Where(entry => !IsLength(entry.Kind, entry.Name)).Append(new KeyEntry("length", "training", "any"))).Hash;

    /// <summary>True for an entry that says how long the training goes, and nothing else.</summary>
    internal static bool IsLength(string kind, string name) =>
        kind == "option" && (name == RunOptions.MaxTrainEpochs.Name || name == RunOptions.MaxTrainSteps.Name);

    private static IEnumerable<KeyEntry> Training(KeyFile train) => train.Entries.Where(entry => entry.Kind != "algorithm" && entry.Kind != Drawn
        && !(entry.Kind == "option" && SampleOptions.Group.Find(entry.Name) is not null));

    private static IEnumerable<KeyEntry> WhileTraining(Stage stage, BuildPlan plan, Func<Tool, string> nameOf) =>
        stage != Stage.Train || !plan.Options.SamplesWhileTraining ? []
        :
        [
            new KeyEntry(Drawn, Tool.Codec.Kind, nameOf(Tool.Codec)),
            new KeyEntry(Drawn, ModelPart.Vae.Name, plan.ModelHashes.GetValueOrDefault(ModelPart.Vae.Name, "")),
            .. plan.Prompts.Select((prompt, row) => new KeyEntry(Drawn, Number(row), prompt.KeyText)),
        ];

    private static IEnumerable<KeyEntry> Upstream(Stage stage, Dictionary<Stage, KeyFile> keys) =>
        stage.Upstream.Select(earlier => new KeyEntry("stage", earlier.Name, keys[earlier].Hash));

    private static IEnumerable<KeyEntry> Tools(Stage stage, BuildPlan plan, Func<Tool, string> nameOf) =>
        Tool.Used(stage.Tools, plan.Options).Select(used => new KeyEntry("tool", used.Tool.Kind, nameOf(used.Tool)));

    // the value in force, so that writing a default down changes no key, and another default in the code changes it
    private static IEnumerable<KeyEntry> Options(Stage stage, BuildPlan plan) =>
        stage.Options.Where(option => option.IsKeyed && option.Applies(plan.Options) && option.AppliesTo(stage, plan.Options))
            .Select(option => new KeyEntry("option", option.Name, plan.Options.Text(option)));

    private static IEnumerable<KeyEntry> Sources(Stage stage, BuildPlan plan)
    {
        var sources = stage.Sources;
        bool Has(StageSources source) => (sources & source) != 0;
        var hasImages = Has(StageSources.Images)
            || (Has(StageSources.ImagesForModels) && PictureModel.All.Any(model => model.Stage == stage && model.IsIn(plan.Options)));
        foreach (var image in plan.Images)
        {
            var number = Number(image.Index);
            if (hasImages)
            {
                yield return new KeyEntry("image", number, image.Sha256);
            }

            if (Has(StageSources.Images) && image.MaskPath.Length > 0)
            {
                yield return new KeyEntry("mask", number, image.MaskSha256);
            }
            else if (Has(StageSources.Images) && image.AlphaMask)
            {
                yield return new KeyEntry("alpha mask", number, "true");
            }

            if (Has(StageSources.Images) && image.Resolution is { } side)
            {
                yield return new KeyEntry("resolution", number, side.ToString(CultureInfo.InvariantCulture));
            }

            if (Has(StageSources.Images) && image.IsCroppedAnew)
            {
                yield return new KeyEntry("crop", number, string.Create(CultureInfo.InvariantCulture, $"random {image.RandomCrop}, face {image.Face}"));
            }

            if (Has(StageSources.Colours) && image.ColorAug)
            {
                yield return new KeyEntry("colours", number, "true");
            }

            if (Has(StageSources.ImageNames))
            {
                yield return new KeyEntry("name", number, image.Name);
            }

            if (Has(StageSources.Captions))
            {
                yield return new KeyEntry("caption", number, image.CaptionSha256);
                if (image.Trigger is { } trigger)
                {
                    yield return new KeyEntry("trigger", number, trigger);
                }
            }

            if (Has(StageSources.Repeats))
            {
                yield return new KeyEntry("repeats", number, image.Repeats.ToString(CultureInfo.InvariantCulture));
                if (image.LossWeight != 1)
                {
                    yield return new KeyEntry("weight", number, image.LossWeight.ToString(CultureInfo.InvariantCulture));
                }

                if (image.IsRegularization)
                {
                    yield return new KeyEntry("regularization", number, "true");
                }

                if (image.IsValidation)
                {
                    yield return new KeyEntry("validation", number, "true");
                }
            }

            if (Has(StageSources.Flips) && image.FlipAug)
            {
                yield return new KeyEntry("flip", number, "true");
            }
        }

        if (Has(StageSources.TagRules))
        {
            for (var i = 0; i < plan.TagRules.Count; i++)
            {
                // a rule's name is in what Validate says, and in no caption
                var name = stage == Stage.Validate ? $"{Number(i)} {plan.TagRules[i].Name}" : Number(i);
                yield return new KeyEntry("rule", name, plan.TagRules[i].KeyText);
            }
        }

        for (var i = 0; Has(StageSources.TrainPhases) && i < plan.TrainPhases.Count; i++)
        {
            yield return new KeyEntry("phase", Number(i), plan.TrainPhases[i].KeyText);
        }

        for (var i = 0; i < plan.Loras.Count; i++)
        {
            if (Has(plan.Loras[i].IsOfBase ? StageSources.BaseWeights : StageSources.NetworkWeights))
            {
                yield return new KeyEntry("lora", $"{plan.Loras[i].File.Part} {Number(i)}", plan.Loras[i].KeyText);
            }
        }

        if (Has(StageSources.Prompts))
        {
            for (var row = 0; row < plan.Prompts.Count; row++)
            {
                yield return new KeyEntry("prompt", Number(row), plan.Prompts[row].KeyText);
            }
        }

        if (Has(StageSources.OutputName))
        {
            yield return new KeyEntry("output", "name", plan.OutputName);
        }
    }

    private static IEnumerable<KeyEntry> Model(Stage stage, BuildPlan plan) =>
        stage.ModelParts.Select(part => new KeyEntry("model", part.Name, plan.ModelHashes.GetValueOrDefault(part.Name, "")));

    // Validate looks at the files, and says nothing of captions that are still to be made
    private static IEnumerable<KeyEntry> PictureModels(Stage stage, BuildPlan plan) => plan.PictureModelFiles
        .Where(file => stage == Stage.Validate || PictureModel.All.Any(model => model.Name == file.Part && model.Stage == stage))
        .Select(file => new KeyEntry("model", $"{file.Part}/{file.Name}", file.Sha256));

    // what is held against the model, where somebody says it
    private static IEnumerable<KeyEntry> Claim(Stage stage, BuildPlan plan) =>
        stage != Stage.Validate || plan.Paths.BaseClaim is not { } claim ? []
        :
        [
            .. claim.Kind.Length > 0 ? [new KeyEntry("model", "kind", claim.Kind)] : (KeyEntry[])[],
            .. claim.ClipSkip is { } skip ? [new KeyEntry("model", "clip skip", skip.ToString(CultureInfo.InvariantCulture))] : (KeyEntry[])[],
        ];

    /// <summary>The number by which an entry is named.</summary>
    internal static string Number(int index) => (index + 1).ToString("D2", CultureInfo.InvariantCulture);
}
