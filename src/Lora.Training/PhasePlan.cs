using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The arithmetic of one phase of a training; a training without phases is one.</summary>
/// <param name="Name">As the project calls it; empty where it has no phases.</param>
/// <param name="SamplesPerEpoch">Images times repeats.</param>
/// <param name="BatchesPerEpoch">Batches of at most the batch size, bucket by bucket.</param>
/// <param name="StepsPerEpoch">Optimizer steps: batches / accumulation, rounded up.</param>
/// <param name="Epochs">Epochs begun.</param>
/// <param name="TotalSteps">Optimizer steps.</param>
/// <param name="EndedBy">The option that ends it: <see cref="RunOptions.MaxTrainEpochs"/> or <see cref="RunOptions.MaxTrainSteps"/>.</param>
public sealed record PhasePlan(
    string Name, int SamplesPerEpoch, int BatchesPerEpoch, int StepsPerEpoch, int Epochs, int TotalSteps, Option<int> EndedBy)
{
    /// <summary>Its options; null where the project has no phases.</summary>
    public OptionValues? Values { get; init; }

    /// <summary>Optimizer steps of the phases before it.</summary>
    public int StepsBefore { get; init; }

    /// <summary>Epochs of the phases before it.</summary>
    public int EpochsBefore { get; init; }

    /// <summary>Steps done when it ends, those of the phases before it included.</summary>
    public int LastStep => StepsBefore + TotalSteps;

    /// <summary>Epochs begun when it ends, those of the phases before it included.</summary>
    public int LastEpoch => EpochsBefore + Epochs;

    /// <summary>The epoch of the whole run, counted from 1, that one of its steps belongs to.</summary>
    /// <param name="step">Of the whole run, counted from 1.</param>
    public int EpochOf(int step) => EpochsBefore + ((step - StepsBefore - 1) / StepsPerEpoch) + 1;

    /// <summary>Steps of the whole run before one of its epochs.</summary>
    public int StepsBeforeEpoch(int epoch) => StepsBefore + ((epoch - EpochsBefore - 1) * StepsPerEpoch);

    /// <summary>Whether an epoch ends with one of its steps: its last epoch may be cut short.</summary>
    public bool EndsEpoch(int step) => step == LastStep || (step - StepsBefore) % StepsPerEpoch == 0;
}
