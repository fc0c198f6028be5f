using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>A number that every step reports beside its loss, kept with the state: the log of a run that goes on holds the whole training.</summary>
/// <param name="Name">Of the <see cref="StepFigure"/>s.</param>
internal sealed record FigureSeries(string Name)
{
    /// <summary>One a step taken.</summary>
    public List<double> Values { get; } = [];

    /// <summary>What the steps of a run with these options report.</summary>
    public static IEnumerable<string> Names(OptionValues values) => values.Get(RunOptions.ScaleWeightNorms) > 0 ? WeightNorms.Names : [];
}
