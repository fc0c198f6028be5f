using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// Who said what of each option. The highest layer that says something is in force: the command line, the environment (settings of the machine alone), the
/// project file with its imports, then what stands in where a project is silent: kohya's configuration, the recommendations of a base, a preset. Below all
/// of them is the row's own default.
/// </summary>
/// <param name="layers">Highest first.</param>
internal sealed class OptionLayers(params IReadOnlyList<OptionLayer> layers)
{
    private Func<Option, SourcePlace>? PlaceInFile { get; init; }

    /// <summary>Every text in force.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; } = Options.All
        .Select(option => (option.Name, Text: layers.Select(layer => layer.Find(option)).FirstOrDefault(text => text is not null)))
        .Where(pair => pair.Text is not null).ToDictionary(pair => pair.Name, pair => pair.Text!, StringComparer.Ordinal);

    /// <summary>The layers of what MSBuild has evaluated: it hands on one text an option, whoever wrote it.</summary>
    /// <param name="placeInFile">Where an option stands in the project's files; line 0 where in none of them.</param>
    public static OptionLayers Of(ProjectInput input, Func<Option, SourcePlace> placeInFile)
    {
        var anywhere = new SourcePlace(input.ProjectFile);
        string WriterOf(Option option) => input.GlobalProperties.Contains(option.Name, StringComparer.OrdinalIgnoreCase) ? OptionLayer.CommandLine
            : option.FromEnvironment && placeInFile(option).Line == 0 && Environment.GetEnvironmentVariable(option.Name) is { Length: > 0 }
                ? OptionLayer.Environment
            : OptionLayer.ProjectFile;
        var writers = Options.All.Where(option => input.Properties.ContainsKey(option.Name)).ToLookup(WriterOf);
        OptionLayer Layer(string name, Func<Option, SourcePlace> placeOf) =>
            new(name, writers[name].ToDictionary(option => option.Name, option => input.Properties[option.Name], StringComparer.Ordinal), placeOf);
        return new OptionLayers(
            Layer(OptionLayer.CommandLine, _ => anywhere), Layer(OptionLayer.Environment, _ => anywhere), Layer(OptionLayer.ProjectFile, placeInFile))
        {
            PlaceInFile = placeInFile,
        };
    }

    /// <summary>These over one more, which speaks where they are silent.</summary>
    public OptionLayers Over(OptionLayer lowest) => new([.. layers, lowest]) { PlaceInFile = PlaceInFile };

    /// <summary>Those who say something of an option, the one in force first; none where the row's default is in force.</summary>
    public IEnumerable<OptionLayer> Saying(Option option) => layers.Where(layer => layer.Find(option) is not null);

    /// <summary>Where the text in force stands; null where nobody says anything.</summary>
    public SourcePlace? PlaceOf(Option option) => Saying(option).FirstOrDefault()?.PlaceOf(option);

    /// <summary>Where the project's files set what the command line sets too, so that MSBuild leaves out what they say; null where they do not.</summary>
    public SourcePlace? PlaceBehind(Option option) =>
        Saying(option).FirstOrDefault()?.Name == OptionLayer.CommandLine && PlaceInFile?.Invoke(option) is { Line: > 0 } place ? place : null;

    /// <summary>How far down the one stands who says what is in force, from 0; the row's default is below all.</summary>
    public int DepthOf(Option option) => layers.TakeWhile(layer => layer.Find(option) is null).Count();
}
