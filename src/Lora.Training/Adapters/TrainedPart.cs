using Lora.Diffusion;

namespace Lora.Training;

/// <summary>Layers that are trained at one rate.</summary>
/// <param name="Name">Of their parameter group: <c>unet</c>, <c>text_encoder</c>.</param>
/// <param name="LearningRate">Before the schedule.</param>
/// <param name="Targets">The layers, in the order of a file.</param>
public sealed record TrainedPart(string Name, double LearningRate, IReadOnlyList<AdapterTarget> Targets);
