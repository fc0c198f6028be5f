namespace Lora.Training;

/// <summary>A parameter group in a step, for an update that spans all of them.</summary>
/// <param name="Group">Its values and gradients.</param>
/// <param name="State">What the optimizer keeps of it.</param>
/// <param name="Info">Where the step stands.</param>
internal readonly record struct GroupStep(ParameterGroup Group, OptimizerState State, StepInfo Info);
