using Lora.Diffusion;

namespace Lora.Training;

/// <summary>The learning rates of a phase.</summary>
internal sealed class PhaseCourse
{
    private readonly LrSchedule _schedule;
    private double[]? _rates;

    /// <exception cref="ArgumentException">The options of its schedule do not go together.</exception>
    public PhaseCourse(PhasePlan plan, TrainingPhase phase)
    {
        (Plan, Phase) = (plan, phase);
        _schedule = new LrSchedule(phase.Values, plan.TotalSteps);
    }

    public PhasePlan Plan { get; }

    public TrainingPhase Phase { get; }

    /// <summary>The rate of each group of the network before the schedule; 0 where the phase leaves the part alone.</summary>
    public IReadOnlyList<double> Rates(IDiffusionModel model, TrainingState state) => _rates ??= state.Network.RatesOf(model, Phase.Values);

    /// <summary>The rate in a step.</summary>
    /// <param name="step">Of the whole run, counted from 0.</param>
    /// <param name="rate">Before the schedule.</param>
    public double Rate(int step, double rate) => _schedule.Rate(step - Plan.StepsBefore, rate);
}
