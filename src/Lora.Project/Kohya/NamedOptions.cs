namespace Lora.Project;

/// <summary>The names in a file that nothing here does: collected, and said in one finding of each kind with the line of every one.</summary>
internal sealed class NamedOptions(string file)
{
    // a file from somebody else may hold any number; what is left out is counted
    private const int NamesInAMessage = 100;

    private readonly List<(string Name, SourcePlace Place, bool IsNeeded)> _names = [];

    /// <param name="name">As the file writes it.</param>
    /// <param name="value">Its value.</param>
    public void Add(string name, ConfigNode value) => Add(name, value, isNeeded: !KohyaNames.IsOfMachine(name) && !KohyaText.IsNeutral(value));

    /// <param name="name">As the file writes it, with what else is to be said of it.</param>
    /// <param name="value">Its value.</param>
    /// <param name="isNeeded">The training is another one without it.</param>
    public void Add(string name, ConfigNode value, bool isNeeded) => _names.Add((name, value.Place, isNeeded));

    public IEnumerable<Finding> Findings()
    {
        foreach (var kind in _names.GroupBy(name => name.IsNeeded).OrderBy(kind => kind.Key))
        {
            var names = NameList.First(kind.Select(name => FormattableString.Invariant($"{name.Name} (line {name.Place.Line})")), NamesInAMessage);
            yield return kind.Key
                ? ProjectDiagnostics.KohyaNotTaken.At($"'{file}' says what is not done here: {names}.", kind.First().Place)
                : ProjectDiagnostics.KohyaNotNeeded.At($"'{file}' says what has no meaning here: {names}.", kind.First().Place);
        }
    }
}
