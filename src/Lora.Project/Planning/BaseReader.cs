using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Reads <c>BaseModels</c> and the <c>Base</c> items: which of several base models this build is for, and what is wrong in the list.</summary>
/// <param name="placeOf">Where a property is written.</param>
internal sealed class BaseReader(ProjectInput input, SourceFiles sources, List<Finding> findings, Func<Option, SourcePlace> placeOf)
{
    private readonly string[] _names = ItemText.Split(input.Properties.GetValueOrDefault(ProjectOptions.BaseModels.Name, ""));

    /// <summary>Null where the project names its one base model in <c>BaseModel</c>.</summary>
    public ChosenBase? Read()
    {
        CheckItems();
        if (_names.Length == 0)
        {
            return null;
        }

        var place = placeOf(ProjectOptions.BaseModels);
        if (input.Properties.GetValueOrDefault(ProjectOptions.BaseModel.Name, "").Trim().Length > 0)
        {
            findings.Add(ProjectDiagnostics.ImpossibleCombination.At("BaseModel and BaseModels are both set.", placeOf(ProjectOptions.BaseModel)));
        }

        string[] wrong = [.. WrongNames()];
        findings.AddRange(wrong.Select(problem => ProjectDiagnostics.WrongBaseName.At(problem, place)));
        if (!_names.Contains(input.Alias, StringComparer.Ordinal) || !IsName(input.Alias))
        {
            // one that cannot be a name of folders is another one here, see Sdk.targets
            findings.AddRange(wrong.Length > 0 ? [] : [NotThere(place)]);
            return new ChosenBase(input.Alias, "", place);
        }

        return input.Bases.LastOrDefault(item => IsNamed(item, input.Alias)) is not { } item ? new ChosenBase(input.Alias, input.Alias, place)
            : new ChosenBase(input.Alias, PathOf(item), PlaceOf(item));
    }

    private void CheckItems()
    {
        foreach (var items in input.Bases.GroupBy(item => item.Include, StringComparer.OrdinalIgnoreCase))
        {
            var (last, place) = (items.Last(), PlaceOf(items.Last()));
            if (items.Count() > 1)
            {
                findings.Add(ProjectDiagnostics.WrongBaseName.At($"There are {items.Count()} Base items named '{last.Include}'.", place));
            }

            if (PathOf(last).Length == 0)
            {
                findings.Add(ProjectDiagnostics.WrongValue.At($"Base '{last.Include}' has no Path, which is {BaseItemOptions.Path.Range}.", place));
            }

            // a file that several projects import may hold more of them than one project uses
            if (!_names.Any(name => IsNamed(last, name)) && place is { Line: > 0 } && place.File == input.ProjectFile)
            {
                findings.Add(ProjectDiagnostics.BaseNotListed.At($"Base '{last.Include}' is not among BaseModels.", place));
            }
        }
    }

    private IEnumerable<string> WrongNames()
    {
        foreach (var names in _names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase))
        {
            if (names.Count() > 1)
            {
                yield return $"'{names.Key}' stands in BaseModels {names.Count()} times.";
            }

            if (!IsName(names.Key))
            {
                yield return $"'{names.Key}' in BaseModels cannot be the name of a folder and a file everywhere.";
            }
        }
    }

    // Directory.Build.targets is read when it has been decided how often the project is built
    private Finding NotThere(SourcePlace place) => input.Alias.Length == 0
        ? ProjectDiagnostics.BaseNotThere.At("BaseModels is set where MSBuild reads it too late.", place)
        : ProjectDiagnostics.BaseNotThere.At($"The project has no base model '{input.Alias}', but {string.Join(", ", _names)}"
            + (NearestName.Of(input.Alias, _names) is { } near ? $"; did you mean '{near}'?" : "."), input.ProjectFile);

    private static bool IsName(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && char.IsAsciiLetterOrDigit(text[0]) && text[^1] != '.';

    private static bool IsNamed(InputItem item, string name) => item.Include.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string PathOf(InputItem item) => item.Metadata.GetValueOrDefault(BaseItemOptions.Path.Name, "").Trim();

    private SourcePlace PlaceOf(InputItem item) => sources.PlaceOf(BaseItemOptions.Group.Title, item.Include);
}
