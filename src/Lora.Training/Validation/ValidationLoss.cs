namespace Lora.Training;

/// <summary>The loss on the pictures that are kept out of a training.</summary>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="Epoch">The one that the step belongs to, from 1.</param>
/// <param name="Loss">Mean over these pictures and the timesteps that they are looked at.</param>
public readonly record struct ValidationLoss(int Step, int Epoch, double Loss);
