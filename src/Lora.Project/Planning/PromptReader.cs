using System.Globalization;

namespace Lora.Project;

/// <summary>Resolves the <c>Prompt</c> items, the rows of the sample grid, in their order.</summary>
internal sealed class PromptReader(ProjectInput input, ProjectSource source, List<Finding> findings)
{
    public IReadOnlyList<PromptItem> Read(TrainingParameters project, IReadOnlyDictionary<string, string> values) =>
        [.. input.Prompts.Select(item => Read(item, project, values))];

    private PromptItem Read(InputItem item, TrainingParameters project, IReadOnlyDictionary<string, string> values)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in PromptTable.Prompt)
        {
            if (item.Metadata.GetValueOrDefault(parameter.Name) is not { } text)
            {
                continue;
            }

            if (ParameterValue.Normalize(parameter, text, out var problem) is { } value)
            {
                own[parameter.Name] = value;
            }
            else
            {
                Report(ProjectDiagnostics.WrongValue, item, $"Prompt '{item.Include}': {problem}");
            }
        }

        if (!own.ContainsKey("Text"))
        {
            Report(ProjectDiagnostics.PromptWithoutText, item, $"Prompt '{item.Include}' has no Text.");
        }

        var side = project.Resolution.ToString(CultureInfo.InvariantCulture);
        return new PromptItem(item.Include, Of("Text"), Of("Negative"),
            long.Parse(Of("Seed", project.Seed.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture),
            int.Parse(Of("Width", side), CultureInfo.InvariantCulture), int.Parse(Of("Height", side), CultureInfo.InvariantCulture),
            int.Parse(Of("Steps"), CultureInfo.InvariantCulture), double.Parse(Of("Scale"), CultureInfo.InvariantCulture),
            Of("Sampler", values.GetValueOrDefault("SampleSampler") ?? ParameterTable.Find("SampleSampler")!.Default));

        string Of(string name, string? otherwise = null) =>
            own.GetValueOrDefault(name) ?? otherwise ?? PromptTable.Prompt.First(parameter => parameter.Name == name).Default;
    }

    private void Report(Descriptor rule, InputItem item, string problem)
    {
        var element = source.Item("Prompt", item.Include);
        findings.Add(rule.At(problem, input.ProjectFile, element?.Line ?? 0, element?.Column ?? 0));
    }
}
