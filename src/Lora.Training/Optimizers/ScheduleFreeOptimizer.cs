using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Trains at a constant rate, and averages: z takes the steps, x is the mean of all z so far, and the gradient is taken at y between both, which the groups
/// hold. As schedulefree 1.4 has it. Source: Defazio et al., arXiv 2405.15682.
/// </summary>
/// <param name="arguments">weight_decay, r, weight_lr_power; warmup_steps where it is there.</param>
/// <param name="beta">Part of x in y.</param>
internal abstract class ScheduleFreeOptimizer(OptionValues arguments, double beta) : Optimizer
{
    private const string Z = "z";
    private const int WeightSum = 0, LargestRate = 1;

    private readonly double _decay = arguments.Number("weight_decay");
    private readonly double _power = arguments.Number("r");
    private readonly double _ratePower = arguments.Number("weight_lr_power");
    private readonly int _warmup = arguments.Texts.ContainsKey("warmup_steps") ? arguments.Get<int>("warmup_steps") : 0;

    public sealed override IDisposable Eval() => Steps == 0 ? base.Eval()
        : new AveragedWeights(Groups.Zip(States, (group, state) => (group.Values, state[Z])), beta);

    private protected sealed override int NumbersOfGroup => 2;

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) => [new(Z, [CountOf(shapes)])];

    private protected sealed override void Start(int group) => States[group][Z].Copy_(Groups[group].Values);

    private protected sealed override void Update(ParameterGroup group, OptimizerState state, in StepInfo step)
    {
        var (y, z, numbers) = (group.Values, state[Z], state.Numbers);
        var rate = step.LearningRate * RateFactor(step.Number) * (step.Number <= _warmup ? (double)step.Number / _warmup : 1);
        numbers[LargestRate] = Math.Max(rate, numbers[LargestRate]);
        var weight = Math.Pow(step.Number, _power) * Math.Pow(numbers[LargestRate], _ratePower);
        numbers[WeightSum] += weight;
        var part = numbers[WeightSum] == 0 ? 0 : weight / numbers[WeightSum];
        var direction = Direction(group.Gradients, state, step.Number);
        if (_decay != 0)
        {
            direction = direction.Add(y, _decay);
        }

        y.Lerp_(z, part).Add_(direction, rate * ((beta * (1 - part)) - 1));
        z.Add_(direction, -rate);
    }

    /// <summary>Factor of the rate in a step.</summary>
    private protected virtual double RateFactor(int number) => 1;

    /// <summary>What the step goes against, [n].</summary>
    private protected abstract Tensor Direction(Tensor gradient, OptimizerState state, int number);
}
