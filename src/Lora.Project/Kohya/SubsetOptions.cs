using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>The options that a dataset configuration says and that are the project's here: taken where all subsets agree.</summary>
internal static class SubsetOptions
{
    /// <summary>What the files say.</summary>
    /// <param name="subsets">Of all files.</param>
    /// <param name="project">What it writes itself goes before.</param>
    /// <param name="findings">What is wrong, added to.</param>
    public static OptionLayer Read(IReadOnlyList<DatasetSubset> subsets, ProjectInput project, List<Finding> findings)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var places = new Dictionary<string, SourcePlace>(StringComparer.Ordinal);
        foreach (var (name, option) in DatasetNames.OfProject.Where(entry => !project.Writes(entry.Value)))
        {
            try
            {
                if (Agreed(name, option, subsets, project, findings) is { } value && KohyaText.Of(value, option) is { Length: > 0 } text)
                {
                    values[option.Name] = text;
                    places[option.Name] = value.Place;
                }
            }
            catch (ConfigException error)
            {
                findings.Add(ProjectDiagnostics.KohyaFileWrong.At(error.Message, error.Place));
            }
        }

        return new OptionLayer(KohyaDatasetOptions.Group.Title, values, option => places[option.Name]);
    }

    /// <summary>
    /// What kohya's scripts take where neither the file nor their command line says anything. Resolution is none of these: they ask for it, and here the base
    /// model may say it.
    /// </summary>
    /// <param name="place">Of the file as a whole.</param>
    public static OptionLayer Defaults(SourcePlace place) => Defaults(place,
        [.. DatasetNames.OfProject.Values.Where(option => option.KohyaDefault.Length > 0 && option != DatasetOptions.Resolution)]);

    /// <summary>Those of single options.</summary>
    public static OptionLayer Defaults(SourcePlace place, params IEnumerable<Option> options) =>
        new("kohya's default", options.ToDictionary(option => option.Name, option => option.KohyaDefault), _ => place);

    // the value of all subsets; null where they say nothing, or not the same
    private static ConfigNode? Agreed(string name, Option option, IReadOnlyList<DatasetSubset> subsets, ProjectInput project, List<Finding> findings)
    {
        var said = subsets.Select(subset => (Subset: subset, Value: Find(subset, name, project))).ToArray();
        if (said.FirstOrDefault(one => one.Value is not null) is not ({ } first, { } value))
        {
            return null;
        }

        if (option == DatasetOptions.Resolution && said.All(one => one.Value is not null))
        {
            // each picture has its dataset's; a wrong one is to be said
            return said.MaxBy(one => DatasetSides.Of(one.Value!) ?? int.MaxValue).Value;
        }

        if (said.FirstOrDefault(one => Text(one.Value, option) != Text(value, option)) is not ({ } other, var otherValue))
        {
            return value;
        }

        findings.Add(ProjectDiagnostics.KohyaSubsetsDiffer.At(
            $"{name} is {Say(value, option)} in {first} and {Say(otherValue, option)} in {other}.", (otherValue ?? value).Place));
        return null;
    }

    // what is the pictures' own is none of the project's
    private static ConfigNode? Find(DatasetSubset subset, string name, ProjectInput project) =>
        DatasetNames.OfProject[name] == CaptionOptions.CaptionPrefix ? SubsetTrigger.Prefix(subset, project) : subset.Find(name);

    private static string Text(ConfigNode? value, Option option) => value is null || KohyaText.Of(value, option) is not { Length: > 0 } text
        ? option.KohyaDefault : text;

    private static string Say(ConfigNode? value, Option option) => value is null ? "not set" : $"'{KohyaText.Of(value, option)}'";
}
