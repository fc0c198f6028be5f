namespace Lora.Training;

/// <summary>Where a training stands after a step.</summary>
/// <param name="Step">Optimizer steps done, from 1.</param>
/// <param name="TotalSteps">Of the whole run.</param>
/// <param name="Epoch">The current one, from 1.</param>
/// <param name="Epochs">Of the whole run.</param>
/// <param name="Loss">Mean over the step's micro batches.</param>
/// <param name="AverageLoss">Mean over the last epoch's worth of steps (over those done so far at first).</param>
/// <param name="UnetLr">The U-Net's rate in this step; null when it is not trained.</param>
/// <param name="TextEncoderLr">The text encoder's rate in this step; null when it is not trained.</param>
public sealed record TrainingProgress(
    int Step, int TotalSteps, int Epoch, int Epochs, double Loss, double AverageLoss, double? UnetLr, double? TextEncoderLr);

/// <summary>Who listens to a training.</summary>
public interface ITrainingEvents
{
    /// <summary>After each optimizer step.</summary>
    void OnStep(TrainingProgress progress);

    /// <summary>When a file is due: after every n-th epoch, and at the end.</summary>
    /// <param name="epoch">Epochs done.</param>
    /// <param name="step">Optimizer steps done.</param>
    /// <param name="isFinal">The last file of the run.</param>
    /// <param name="network">The weights as they are now; read them before returning.</param>
    void OnSave(int epoch, int step, bool isFinal, LoraNetwork network);
}
