using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>One of several trainings that follow each other: what it changes begins anew with it, weights, moments and random numbers go on.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Values">Its options: length, rates and schedule are its own.</param>
/// <param name="Set">The samples that it shows, of the training's set (<see cref="TrainingSet.Showing"/>).</param>
public sealed record TrainingPhase(string Name, OptionValues Values, TrainingSet Set);
