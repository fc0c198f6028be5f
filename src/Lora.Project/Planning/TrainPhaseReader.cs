using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Resolves the <c>TrainPhase</c> items, in their order, which is that in which they are trained. What one leaves out the project says.</summary>
/// <param name="written">The texts in force of the project's options, by name.</param>
internal sealed class TrainPhaseReader(
    ProjectInput input, SourceFiles sources, IReadOnlyDictionary<string, string> written, List<Finding> findings)
{
    public IReadOnlyList<TrainPhaseItem> Read(OptionValues project, IReadOnlyList<ImageItem> images)
    {
        var places = new ItemPlaces(sources, TrainPhaseOptions.Group.Title, input.TrainPhases);
        var ofProject = Problems(project).ToHashSet();
        return [.. input.TrainPhases.Select(item => Read(item, places.Of(item), project, images, ofProject)).OfType<TrainPhaseItem>()];
    }

    private TrainPhaseItem? Read(
        InputItem item, SourcePlace place, OptionValues project, IReadOnlyList<ImageItem> images, HashSet<(Descriptor, string)> ofProject)
    {
        var before = findings.Count;
        var own = OptionValues.Resolve(TrainPhaseOptions.Group, item.Metadata, (_, problem) => Wrong(problem));
        var values = OptionValues.Resolve(Options.All, Merged(own), static (_, _) => { });
        foreach (var (rule, problem) in Problems(values).Except(ofProject))
        {
            findings.Add(rule.At($"TrainPhase '{item.Include}': {problem}", place));
        }

        foreach (var part in ModelPart.All.Where(part => values.RateOf(part) > 0 && project.RateOf(part) == 0).Take(1))
        {
            Wrong($"it trains what the project does not: there {RateOptions.ByPart[part]} is 0.");
        }

        if (project.Get(RateOptions.OptimizerType) is { FindsRate: true } finder
            && ModelPart.All.Any(part => values.RateOf(part) == 0 && project.RateOf(part) > 0))
        {
            Wrong($"no part can rest with {finder}, which finds one rate for all.");
        }

        int[] shown = [.. Shown(own, images, Wrong)];
        if (images.Count > 0 && findings.Count == before && !shown.Any(index => !images[index].IsRegularization))
        {
            Wrong("it shows no picture.");
        }

        return findings.Skip(before).Any(finding => finding.Severity is Severity.Error)
            ? null : new TrainPhaseItem(item.Include, values.Only(Stage.Train.Sees).Texts, shown, place)
            {
                Shows = ((Option<string>[])[TrainPhaseOptions.Images, TrainPhaseOptions.Concepts]).ToDictionary(row => row.Name, own.Get),
            };

        void Wrong(string problem) => findings.Add(ProjectDiagnostics.TrainPhaseWrong.At($"TrainPhase '{item.Include}': {problem}", place));
    }

    // one length, one rate for all, or a schedule stands in for what the project says of lengths, of rates, or of another schedule
    private Dictionary<string, string> Merged(OptionValues own)
    {
        var texts = written.ToDictionary(StringComparer.OrdinalIgnoreCase);
        OverridingOption[] said = [.. TrainPhaseOptions.Overrides.Where(own.IsWritten)];
        Option[] hidden =
        [
            .. said.Any(row => row.Of == RunOptions.MaxTrainEpochs || row.Of == RunOptions.MaxTrainSteps)
                ? (Option[])[RunOptions.MaxTrainEpochs, RunOptions.MaxTrainSteps] : [],
            .. said.Any(row => row.Of == RateOptions.LrScheduler) ? (Option[])[LrScheduleOptions.LrSchedulerType, LrScheduleOptions.LrSchedulerArgs] : [],
            .. said.Any(row => row.Of == RateOptions.LearningRate) ? (Option[])[RateOptions.UnetLr, RateOptions.TextEncoderLr] : [],
        ];
        foreach (var option in hidden)
        {
            texts.Remove(option.Name);
        }

        foreach (var row in said)
        {
            texts[row.Name] = own.Text(row);
        }

        return texts;
    }

    private IEnumerable<int> Shown(OptionValues own, IReadOnlyList<ImageItem> images, Action<string> wrong)
    {
        string[] paths = [.. Split(own.Get(TrainPhaseOptions.Images))];
        string[] concepts = [.. Split(own.Get(TrainPhaseOptions.Concepts))];
        FilePattern[] patterns = [.. paths.Select(path => new FilePattern(input.Directory, path))];
        foreach (var (path, pattern) in paths.Zip(patterns))
        {
            if (!images.Any(image => !image.IsRegularization && pattern.Matches(image.Path)))
            {
                wrong($"no picture matches '{path}'.");
            }
        }

        foreach (var concept in concepts.Where(concept => !images.Any(image => !image.IsRegularization && image.Concept == concept)))
        {
            wrong($"no picture is of the concept '{concept}'.");
        }

        // pictures of the class go with every phase
        return images.Where(image => !image.IsValidation).Where(image => image.IsRegularization
            || ((patterns.Length == 0 || patterns.Any(pattern => pattern.Matches(image.Path))) && (concepts.Length == 0 || concepts.Contains(image.Concept))))
            .Select(image => image.Index);
    }

    private static IEnumerable<string> Split(string text) => text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<(Descriptor, string)> Problems(OptionValues values) =>
        OptionRules.Check(values, static _ => 0).Select(found => (found.Descriptor, found.Problem));
}
