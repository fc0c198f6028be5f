using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>The options that a dataset configuration says and that are the project's here: taken where all subsets agree.</summary>
internal static class SubsetOptions
{
    /// <summary>What the files say.</summary>
    /// <param name="subsets">Of all files.</param>
    /// <param name="written">The project's own properties, which go before.</param>
    /// <param name="findings">What is wrong, added to.</param>
    public static OptionLayer Read(IReadOnlyList<DatasetSubset> subsets, IReadOnlyDictionary<string, string> written, List<Finding> findings)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var places = new Dictionary<string, SourcePlace>(StringComparer.Ordinal);
        foreach (var (name, option) in DatasetNames.OfProject.Where(entry => !OptionLayer.IsWritten(written, entry.Value.Name)))
        {
            var said = subsets.Select(subset => (Subset: subset, Value: Find(subset, name, written))).ToArray();
            if (said.FirstOrDefault(one => one.Value is not null) is not ({ } first, { } value))
            {
                continue;
            }

            var text = KohyaText.Of(value, option);
            if (said.FirstOrDefault(one => Text(one.Value, option) != Text(value, option)) is ({ } other, var otherValue))
            {
                findings.Add(ProjectDiagnostics.KohyaSubsetsDiffer.At(
                    $"{name} is {Say(value, option)} in {first} and {Say(otherValue, option)} in {other}.", (otherValue ?? value).Place));
            }
            else if (text.Length > 0)
            {
                values[option.Name] = text;
                places[option.Name] = value.Place;
            }
        }

        return new OptionLayer(values, places);
    }

    /// <summary>
    /// What kohya's scripts take where neither the file nor their command line says anything. Resolution is none of these: they ask for it, and here the base
    /// model may say it.
    /// </summary>
    /// <param name="place">Of the file as a whole.</param>
    public static OptionLayer Defaults(SourcePlace place)
    {
        Option[] options = [.. DatasetNames.OfProject.Values.Where(option => option.KohyaDefault.Length > 0 && option != DatasetOptions.Resolution)];
        return new OptionLayer(
            options.ToDictionary(option => option.Name, option => option.KohyaDefault), options.ToDictionary(option => option.Name, _ => place));
    }

    // what is the pictures' own is none of the project's
    private static ConfigNode? Find(DatasetSubset subset, string name, IReadOnlyDictionary<string, string> written) =>
        DatasetNames.OfProject[name] == CaptionOptions.CaptionPrefix ? SubsetTrigger.Prefix(subset, written) : subset.Find(name);

    private static string Text(ConfigNode? value, Option option) => value is null || KohyaText.Of(value, option) is not { Length: > 0 } text
        ? option.KohyaDefault : text;

    private static string Say(ConfigNode? value, Option option) => value is null ? "not set" : $"'{KohyaText.Of(value, option)}'";
}
