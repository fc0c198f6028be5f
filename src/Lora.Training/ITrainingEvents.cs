namespace Lora.Training;

/// <summary>Who listens to a training.</summary>
public interface ITrainingEvents
{
    /// <summary>Once at the beginning of a run that goes on: all that was told of the steps before, for a log that must hold the whole training.</summary>
    void OnResume(IReadOnlyList<TrainingProgress> done);

    /// <summary>After each optimizer step. The run's <see cref="TrainingState"/> may be saved here.</summary>
    void OnStep(TrainingProgress progress);

    /// <summary>When a file is due. A run that goes on from the step of one tells it again.</summary>
    /// <param name="point">Which one.</param>
    /// <param name="network">The weights to save, see <see cref="Optimizer.Eval"/>; read them before returning. The state cannot be saved here.</param>
    void OnSave(SavePoint point, AdapterNetwork network);

    /// <summary>When a file is no longer kept, since a later one took its place. A run that goes on may tell it again.</summary>
    /// <param name="point">As it was saved, in its kind and number.</param>
    void OnReplaced(SavePoint point);
}
