using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// A plan as files of kohya's scripts, beside the project file: <c>NAME.kohya.dataset.toml</c> and <c>NAME.kohya.toml</c>, which names it; with several base
/// models <c>NAME.BASE.kohya.toml</c> and so on. Their paths are relative to the project's folder, in which the scripts are started.
/// </summary>
public static class KohyaExport
{
    /// <summary>Writes both files, or none.</summary>
    /// <param name="plan">A plan without errors.</param>
    /// <param name="findings">What is wrong, ordered; after an error nothing was written.</param>
    /// <returns>The files, absolute; those too that were so already.</returns>
    public static IReadOnlyList<string> Write(BuildPlan plan, out IReadOnlyList<Finding> findings)
    {
        var found = new List<Finding>();
        var stem = Path.ChangeExtension(plan.Paths.ProjectFile, plan.Alias.Length > 0 ? $".{plan.Alias}.kohya" : ".kohya");
        var (dataset, training) = ($"{stem}.dataset.toml", $"{stem}.toml");
        var texts = new Dictionary<string, string>
        {
            [dataset] = ExportedFile.Text("The pictures for kohya's sd-scripts, written by 'dotnet build -t:ExportKohya'", Dataset(plan, found)),
            [training] = ExportedFile.Text("A training for kohya's sd-scripts, written by 'dotnet build -t:ExportKohya'", Training(plan, dataset)),
        };
        foreach (var path in texts.Keys.Where(path => !ExportedFile.IsOurs(path)))
        {
            found.Add(ProjectDiagnostics.ExportEdited.At($"'{Path.GetFileName(path)}' is not as it was exported.", path));
        }

        var (epochs, steps) = (plan.Options.Get(RunOptions.MaxTrainEpochs), plan.Options.Get(RunOptions.MaxTrainSteps));
        if (epochs > 0 && steps > 0)
        {
            found.Add(ProjectDiagnostics.ExportIncomplete.At(
                FormattableString.Invariant($"kohya's scripts train {epochs} epochs even where these are more than {steps} steps."),
                plan.Places.GetValueOrDefault(RunOptions.MaxTrainSteps.Name) ?? new SourcePlace(plan.Paths.ProjectFile)));
        }

        if (plan.Options.LrSchedule == LrSchedules.Rex)
        {
            found.Add(ProjectDiagnostics.ExportNotPossible.At("kohya's scripts have no learning-rate schedule rex.",
                plan.Places.GetValueOrDefault(RateOptions.LrScheduler.Name) ?? new SourcePlace(plan.Paths.ProjectFile)));
        }

        found.AddRange(ExportedNetwork.Problems(plan));
        findings = [.. found.Order()];
        if (!found.Any(finding => finding.Severity is Severity.Error))
        {
            foreach (var (path, text) in texts)
            {
                NewFile.WriteIfDifferent(path, System.Text.Encoding.UTF8.GetBytes(text));
            }
        }

        return [dataset, training];
    }

    private static string Dataset(BuildPlan plan, List<Finding> findings) =>
        $"\n[general]\n{Lines(ExportedOptions.General(plan.Options))}\n{new ExportedSubsets(plan, findings).Text()}";

    private static string Training(BuildPlan plan, string dataset) => $"""

        # In this folder: accelerate launch train_network.py --config_file THIS_FILE (sdxl_train_network.py for Stable Diffusion XL)
        dataset_config = {TomlText.Quote(Path.GetFileName(dataset))}
        output_name = {TomlText.Quote(plan.OutputName)}
        output_dir = "bin"
        save_model_as = "safetensors"
        {Lines(ExportedOptions.Training(plan)).TrimEnd('\n')}

        """.ReplaceLineEndings("\n");

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));
}
