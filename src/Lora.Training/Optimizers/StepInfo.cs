namespace Lora.Training;

/// <summary>Where a step stands.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="LearningRate">Of this group in this step, scheduled.</param>
internal readonly record struct StepInfo(int Number, double LearningRate);
