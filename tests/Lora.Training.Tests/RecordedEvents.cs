namespace Lora.Training.Tests;

/// <summary>Keeps everything a trainer tells.</summary>
internal sealed class RecordedEvents : ITrainingEvents
{
    /// <summary>Every step of the training, those before it went on too.</summary>
    public List<TrainingProgress> Steps { get; } = [];

    public List<SavePoint> Saves { get; } = [];

    public List<byte[]> Files { get; } = [];

    public Action<TrainingProgress>? AfterStep { get; init; }

    public void OnResume(IReadOnlyList<TrainingProgress> done) => Steps.AddRange(done);

    public void OnStep(TrainingProgress progress)
    {
        Steps.Add(progress);
        AfterStep?.Invoke(progress);
    }

    /// <summary>What is left of <see cref="Saves"/>, in the order of the names.</summary>
    public SortedDictionary<string, byte[]> Kept { get; } = new(StringComparer.Ordinal);

    public void OnSave(SavePoint point, AdapterNetwork network)
    {
        Saves.Add(point);
        Files.Add(LoraWriter.ToBytes(network, new Dictionary<string, string> { ["ss_epoch"] = $"{point.Epoch}" }, "fp32"));
        Kept[point.Suffix] = Files[^1];
    }

    public void OnReplaced(SavePoint point) => Kept.Remove(point.Suffix);
}
