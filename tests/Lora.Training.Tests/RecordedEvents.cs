namespace Lora.Training.Tests;

/// <summary>Keeps everything a trainer tells.</summary>
internal sealed class RecordedEvents : ITrainingEvents
{
    /// <summary>Every step of the training, those before it went on too.</summary>
    public List<TrainingProgress> Steps { get; } = [];

    public List<(int Epoch, int Step, bool IsFinal)> Saves { get; } = [];

    public List<byte[]> Files { get; } = [];

    public Action<TrainingProgress>? AfterStep { get; init; }

    public void OnResume(IReadOnlyList<TrainingProgress> done) => Steps.AddRange(done);

    public void OnStep(TrainingProgress progress)
    {
        Steps.Add(progress);
        AfterStep?.Invoke(progress);
    }

    public void OnSave(int epoch, int step, bool isFinal, AdapterNetwork network)
    {
        Saves.Add((epoch, step, isFinal));
        Files.Add(LoraWriter.ToBytes(network, new Dictionary<string, string> { ["ss_epoch"] = $"{epoch}" }, "fp32"));
    }
}
