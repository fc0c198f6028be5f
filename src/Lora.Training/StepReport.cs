namespace Lora.Training;

/// <summary>What an optimizer step says of itself.</summary>
/// <param name="Losses">Of its micro batches.</param>
/// <param name="Figures">A number for each of the run's series of figures.</param>
public readonly record struct StepReport(IReadOnlyList<double> Losses, IReadOnlyList<StepFigure> Figures);
