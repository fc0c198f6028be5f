using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>The options in force as kohya's scripts take them: what a dataset configuration says, and what a training configuration says.</summary>
internal static class ExportedOptions
{
    private static readonly string[] Samplers =
    [
        "ddim", "pndm", "lms", "euler", "euler_a", "heun", "dpm_2", "dpm_2_a", "dpmsolver", "dpmsolver++", "dpmsingle", "k_lms", "k_euler", "k_euler_a",
        "k_dpm_2", "k_dpm_2_a",
    ];

    /// <summary>Of <c>[general]</c>, a line each.</summary>
    public static IEnumerable<string> General(OptionValues values) => DatasetNames.OfProject
        .Select(entry => (entry.Key, Text: Text(entry.Value, values))).Where(entry => entry.Text is not null).Select(entry => $"{entry.Key} = {entry.Text}");

    /// <summary>Of the training configuration, a line each; paths are relative to the project's folder.</summary>
    public static IEnumerable<string> Training(BuildPlan plan)
    {
        var values = plan.Options;
        foreach (var option in KohyaNames.OfTraining.Where(option => !IsOfDataset(option)))
        {
            var text = option == ProjectOptions.BaseModel ? Path(plan, plan.Paths.BaseModel)
                : option == BaseModelOptions.VaeModel ? Path(plan, plan.Paths.VaeModel)
                : option == WeightsOptions.NetworkWeights ? Paths(plan, option).FirstOrDefault()
                : option == WeightsOptions.BaseWeights ? Paths(plan, option) is { Length: > 0 } paths ? $"[{string.Join(", ", paths)}]" : null
                : Text(option, values);
            if (text is not null)
            {
                yield return $"{option.KohyaName} = {text}";
            }
        }
    }

    // the pictures say their own, and captions in a metadata file are not exported
    private static bool IsOfDataset(Option option) => DatasetNames.OfProject.Values.Contains(option)
        || option == DatasetOptions.NumRepeats || option == DatasetOptions.FlipAug || option == DatasetOptions.AlphaMask
        || option == DatasetOptions.ColorAug || option == DatasetOptions.RandomCrop || option == DatasetOptions.FaceCropAugRange
        || option == DatasetOptions.ConditioningDataDir || option == DatasetOptions.InJson;

    // what kohya's scripts take for unset is left out
    private static string? Text(Option option, OptionValues values) => option switch
    {
        // what changes nothing
        _ when !option.Applies(values) => null,
        // AdaFactor brings it along
        _ when option == RateOptions.LrScheduler && values.Get(RateOptions.LrScheduler) == LrSchedules.Adafactor => null,
        _ when option == NetworkOptions.NetworkAlgo => TomlText.Quote(Network(values).Module),
        _ when option == NetworkOptions.NetworkArgs => Arguments([.. Network(values).Arguments.Select(argument => $"{argument.Name}={argument.Text}")]),
        _ when option == RateOptions.OptimizerType => TomlText.Quote(values.Get(RateOptions.OptimizerType).KohyaName),
        _ when option == RateOptions.OptimizerArgs => Arguments(values.Get(RateOptions.OptimizerArgs), values.Get(RateOptions.OptimizerType)),
        _ when option == LrScheduleOptions.LrSchedulerArgs => Arguments(values.Get(LrScheduleOptions.LrSchedulerArgs), values.LrSchedule),
        _ when option == LrScheduleOptions.LrDecaySteps && values.Get(LrScheduleOptions.LrDecaySteps) is >= 1 => values.Text(option),
        // a rate of 0 still makes and saves adapters there
        _ when option == NetworkOptions.NetworkTrainUnetOnly => values.TrainsTextEncoder ? null : "true",
        _ when option == NetworkOptions.NetworkTrainTextEncoderOnly => values.TrainsUnet ? null : "true",
        _ when option == RateOptions.UnetLr && !values.TrainsUnet => null,
        _ when option == RateOptions.TextEncoderLr && !values.TrainsTextEncoder => null,
        // what they do by themselves
        _ when option == ResizeOptions.ResizeInterpolation && values.Get(ResizeOptions.ResizeInterpolation) == ResizeInterpolations.Auto => null,
        // 1600 there, and without a meaning beside a number of epochs
        _ when option == RunOptions.MaxTrainSteps && values.Get(RunOptions.MaxTrainSteps) == 0 => null,
        _ when option == RateOptions.LrWarmupSteps && values.Get(RateOptions.LrWarmupSteps) is >= 1 => values.Text(option),
        _ when option == DatasetOptions.MaxTokenLength && values.Get(DatasetOptions.MaxTokenLength) == 75 => null,
        _ when option == DatasetOptions.MaxTokenLength => values.Text(option),
        _ when option == OutputOptions.SavePrecision && values.Get(OutputOptions.SavePrecision) == "fp32" => TomlText.Quote("float"),
        _ when option == OutputOptions.SampleSampler => Sampler(values.Get(OutputOptions.SampleSampler)),
        _ => values.Text(option) is { Length: > 0 } text && !(text == "0" && !IsWrittenWhereZero(option)) ? TomlText.Of(option, text) : null,
    };

    private static bool IsWrittenWhereZero(Option option) => option.KohyaDefault.Length > 0 && option.KohyaDefault is not ("0" or "0.0");

    private static (string Module, IReadOnlyList<(string Name, string Text)> Arguments) Network(OptionValues values) =>
        values.Get(NetworkOptions.NetworkAlgo).PeerOf(values.Get(NetworkOptions.NetworkArgs));

    // the scripts read them as Python's literals
    private static string? Arguments(OptionValues arguments, Variant variant) => Arguments(
    [
        .. variant.Arguments.Where(row => arguments.Text(row) != row.DefaultText || IsNeeded(row, variant))
            .Select(row => $"{row.Name}={Literal(row, arguments.Text(row))}"),
    ]);

    private static string? Arguments(string[] given) => given.Length > 0 ? TomlText.Of(given) : null;

    private static bool IsNeeded(Option argument, Variant variant) => variant is LrScheduleVariant schedule && schedule.Required.Contains(argument.Name);

    private static string Literal(Option row, string text) => row switch
    {
        BooleanOption or OptionalBooleanOption => text == "true" ? "True" : "False",
        StepsOption => $"[{text}]",
        ChoiceOption<string> or StepRulesOption or TextOption => $"'{text}'",
        _ => text,
    };

    private static string? Sampler(SamplerVariant sampler) =>
        sampler.Aliases.Prepend(sampler.Name).FirstOrDefault(name => Samplers.Contains(name, StringComparer.Ordinal)) is { } name ? TomlText.Quote(name) : null;

    private static string[] Paths(BuildPlan plan, Option option) =>
        [.. plan.Loras.Where(lora => lora.File.Part == option.Name).Select(lora => Path(plan, lora.File.Path)!)];

    private static string? Path(BuildPlan plan, string path) =>
        path.Length > 0 ? TomlText.Quote(System.IO.Path.GetRelativePath(plan.Paths.ProjectDirectory, path).Replace('\\', '/')) : null;
}
