namespace Lora.Training;

/// <summary>When a caption is read; what depends on it needs no state of its own, so that a run that goes on reads what an unbroken one does.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Step">Optimizer steps taken before this one.</param>
internal readonly record struct CaptionMoment(int Epoch, int Step);
