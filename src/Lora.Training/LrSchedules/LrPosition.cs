namespace Lora.Training;

/// <summary>Where a schedule stands when its warm-up is over.</summary>
/// <param name="Step">Optimizer step, counted from 0; it may go beyond <paramref name="TotalSteps"/>.</param>
/// <param name="WarmupSteps">Steps of the linear rise.</param>
/// <param name="TotalSteps">Optimizer steps of the whole training, warm-up included.</param>
/// <param name="Cycles">kohya's <c>lr_scheduler_num_cycles</c>.</param>
internal readonly record struct LrPosition(int Step, int WarmupSteps, int TotalSteps, int Cycles)
{
    /// <summary>Share of the steps after the warm-up that are done; above 1 past the end.</summary>
    public double Progress => (double)(Step - WarmupSteps) / Math.Max(1, TotalSteps - WarmupSteps);
}
