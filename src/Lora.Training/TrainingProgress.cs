namespace Lora.Training;

/// <summary>Where a training stands after a step.</summary>
/// <param name="Step">Optimizer steps done, from 1.</param>
/// <param name="TotalSteps">Of the whole run.</param>
/// <param name="Epoch">The current one, from 1.</param>
/// <param name="Epochs">Of the whole run.</param>
/// <param name="Loss">Mean over the step's micro batches.</param>
/// <param name="AverageLoss">Mean over the last epoch's worth of steps (over those done so far at first).</param>
/// <param name="Rates">The rate of each trained part in this step, in the order of the file; then those of groups that have another.</param>
public sealed record TrainingProgress(int Step, int TotalSteps, int Epoch, int Epochs, double Loss, double AverageLoss, IReadOnlyList<GroupRate> Rates)
{
    /// <summary>Other numbers of the step, as the training's options ask for them; none by default.</summary>
    public IReadOnlyList<StepFigure> Figures { get; init; } = [];

    /// <summary>The rate of the group of that name; null where the part is not trained.</summary>
    public double? RateOf(string group) => Rates.Where(rate => rate.Group == group).Select(rate => (double?)rate.Rate).FirstOrDefault();
}

/// <summary>A parameter group's learning rate.</summary>
/// <param name="Group">Its name: <c>unet</c>, <c>text_encoder</c>, <c>unet_block4</c>; in logs behind it <c>_lr</c>.</param>
/// <param name="Rate">In the step.</param>
/// <param name="D">What the optimizer multiplies it by in the next one, where it finds its rate itself (D-Adaptation, Prodigy); else null.</param>
public readonly record struct GroupRate(string Group, double Rate, double? D = null)
{
    /// <summary>The rate in effect, which kohya logs as <c>lr/d*lr</c>; null where <see cref="D"/> is.</summary>
    public double? AdaptedRate => D * Rate;
}

/// <summary>A number that a step reports beside its loss.</summary>
/// <param name="Name">In logs: <c>max_norm/average_key_norm</c>.</param>
/// <param name="Value">In the step.</param>
public readonly record struct StepFigure(string Name, double Value);
