namespace Lora.Project;

/// <summary>Where a training would begin, by what the store says of its saved state.</summary>
/// <param name="From">The step that it goes on from; 0: from the beginning.</param>
/// <param name="Anew">Why it does not go on from the state of a training of another length; null where there is nothing to say.</param>
internal sealed record TrainOutlook(int From, string? Anew)
{
    internal static TrainOutlook Of(BuildPlan plan, KeyFile train)
    {
        if (Recorded(plan, train) is not { } saved)
        {
            return new(0, null);
        }

        return saved.Key == StageKeys.OfTraining(train) ? new(saved.Step, null)
            : saved.WhyNot(plan.Options, plan.TrainPhases.Count > 0, plan.Steps ?? 0) is { } reason ? new(0, reason) : new(saved.Step, null);
    }

    // a line "file HASH SIZE NAME" behind the head
    private static SavedState? Recorded(BuildPlan plan, KeyFile train)
    {
        var (records, key) = (StoreFolder.Actions(plan.Paths.CacheDirectory), StageKeys.OfOpenTraining(train));
        return records.Holds(key) && File.ReadLines(Path.Combine(records.Path, key)).ElementAtOrDefault(1)?.Split(' ', 4) is [_, var state, _, var name]
            && StoreFolder.Blobs(plan.Paths.CacheDirectory).Holds(state) ? SavedState.Parse(name) : null;
    }
}
