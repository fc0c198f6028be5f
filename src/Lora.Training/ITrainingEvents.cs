namespace Lora.Training;

/// <summary>Who listens to a training.</summary>
public interface ITrainingEvents
{
    /// <summary>Once at the beginning of a run that goes on: all that was told of the steps before, for a log that must hold the whole training.</summary>
    void OnResume(IReadOnlyList<TrainingProgress> done);

    /// <summary>After each optimizer step. The run's <see cref="TrainingState"/> may be saved here.</summary>
    void OnStep(TrainingProgress progress);

    /// <summary>
    /// When a file is due: after every n-th epoch, and at the end. A run that goes on from the very end of an epoch tells it of that epoch again.
    /// </summary>
    /// <param name="epoch">Epochs done.</param>
    /// <param name="step">Optimizer steps done.</param>
    /// <param name="isFinal">The last file of the run.</param>
    /// <param name="network">The weights to save, see <see cref="Optimizer.Eval"/>; read them before returning. The state cannot be saved here.</param>
    void OnSave(int epoch, int step, bool isFinal, AdapterNetwork network);
}
