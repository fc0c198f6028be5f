namespace Lora.Project;

/// <summary>One <c>[[datasets.subsets]]</c> with what it falls back to.</summary>
/// <param name="Dataset">The number of its dataset in the file, from 1.</param>
/// <param name="Number">Its number in the dataset, from 1.</param>
/// <param name="Levels">The tables that may say an option, the subset's own first: subset, dataset, general.</param>
internal sealed record DatasetSubset(int Dataset, int Number, params IReadOnlyList<ConfigTable> Levels)
{
    /// <summary>The value in force; null where the file has none.</summary>
    public ConfigNode? Find(string name) => Levels.Select(level => level.Find(name)).FirstOrDefault(value => value is not null);

    /// <summary>What only the subset itself may say.</summary>
    public ConfigNode? FindOwn(string name) => Levels[0].Find(name);

    /// <summary>What it falls back to.</summary>
    public ConfigNode? FindOuter(string name) => Levels.Skip(1).Select(level => level.Find(name)).FirstOrDefault(value => value is not null);

    /// <summary>Its pictures are of the class, not of the subject.</summary>
    public bool IsRegularization => FindOwn(DatasetNames.IsReg) is { } value && KohyaText.IsTrue(value, DatasetNames.IsReg);

    public override string ToString() => FormattableString.Invariant($"subset {Number} of dataset {Dataset}");
}
