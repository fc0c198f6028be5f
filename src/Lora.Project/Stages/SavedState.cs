using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>The state that a training leaves in the store, as its record names it, and whether a training of another length may go on from it.</summary>
/// <param name="Key">The <see cref="StageRequest.TrainingKey"/> of the training that saved it.</param>
/// <param name="Step">Optimizer steps done.</param>
public sealed record SavedState(string Key, int Step)
{
    private const string Word = "state";

    /// <summary>Its name within the record.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Word} {Key} {Step}");

    /// <summary>True for the name of a state.</summary>
    public static bool Is(string name) => name == Word || Parse(name) is not null;

    /// <summary>Null where the name does not say whose it is.</summary>
    public static SavedState? Parse(string name) => name.Split(' ') is [Word, var key, var step] && Digest.Is(key)
        && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var done) ? new(key, done) : null;

    /// <summary>
    /// Why a training of another length cannot go on from it to the bytes of a training from scratch, as half a sentence; null if it can. Every rule that
    /// looks at the number of steps is here.
    /// </summary>
    /// <param name="values">The options of the training.</param>
    /// <param name="hasPhases">It has several phases.</param>
    /// <param name="totalSteps">Its length.</param>
    public string? WhyNot(OptionValues values, bool hasPhases, long totalSteps)
    {
        var schedule = values.LrSchedule;
        return schedule.FollowsLength(values.Get(LrScheduleOptions.LrSchedulerArgs)) ? $"the rates of {schedule} depend on the number of steps"
            : PartOfAll(values, RateOptions.LrWarmupSteps) ?? PartOfAll(values, CaptionOptions.TokenWarmupStep)
            ?? (values.Get(OutputOptions.SaveNEpochRatio) > 0 ? $"{OutputOptions.SaveNEpochRatio} keeps other epochs of a training of another length"
            : values.SamplesWhileTraining ? "it draws pictures on its way, and the LoRAs of the way are not kept"
            : hasPhases ? "its phases follow each other"
            : Step > totalSteps ? string.Create(CultureInfo.InvariantCulture, $"the saved state is that of step {Step}, behind its end") : null);
    }

    private static string? PartOfAll(OptionValues values, Option<double> steps) =>
        values.Get(steps) is > 0 and < 1 ? $"{steps} {values.Text(steps)} is a part of all steps" : null;
}
