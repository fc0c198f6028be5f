namespace Lora.Training;

/// <summary>The rate of a step.</summary>
/// <param name="step">Optimizer step, counted from 0; it may go beyond the training's last.</param>
/// <param name="rate">The base rate of what is trained.</param>
internal delegate double LrCourse(int step, double rate);
