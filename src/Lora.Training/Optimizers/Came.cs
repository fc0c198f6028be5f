using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Confidence-guided AdaFactor as came-pytorch has it: the mean of the updates is divided by how far single ones stray from it. Source: Luo et al.,
/// arXiv 2307.02047.
/// </summary>
internal sealed class Came(OptionValues arguments) : Optimizer
{
    private const string Mean = "exp_avg";

    private static readonly FactoredSquare Square = new("exp_avg_sq");
    private static readonly FactoredSquare Residual = new("exp_avg_res");

    private readonly IReadOnlyList<double> _betas = arguments.List("betas");
    private readonly IReadOnlyList<double> _epsilons = arguments.List("eps");
    private readonly double _clip = arguments.Number("clip_threshold");
    private readonly double _decay = arguments.Number("weight_decay");

    // a vector's update is the mean alone
    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) =>
    [
        .. shapes.Select((shape, i) => new StateTensor(Mean, shape, i)),
        .. Square.StateOf(shapes),
        .. Residual.StateOf(shapes).Where(tensor => shapes[tensor.Parameter!.Value].Length > 1),
    ];

    private protected override void Update(ParameterGroup group, OptimizerState state, in StepInfo step)
    {
        if (_decay != 0)
        {
            group.Values.Mul_(1 - (_decay * step.LearningRate));
        }

        for (var i = 0; i < group.Parameters.Count; i++)
        {
            using var scope = group.Values.Runtime.NewScope();
            group.Parameters[i].Add_(Direction(state, i, group.Parameters[i].Grad!), -step.LearningRate);
        }
    }

    private Tensor Direction(OptimizerState state, int index, Tensor gradient)
    {
        var update = Square.InverseRoot(state, index, gradient.Mul(gradient).Add_(_epsilons[0]), 1 - _betas[1]).Mul(gradient);
        update = update.Mul(update.Rms().Affine(1 / _clip, 0).Clamp(min: 1).Reciprocal());
        var mean = state[Mean, index].Lerp_(update, 1 - _betas[0]);
        if (gradient.Rank < 2)
        {
            return mean;
        }

        var stray = update.Sub(mean);
        return Residual.InverseRoot(state, index, stray.Mul(stray).Add_(_epsilons[1]), 1 - _betas[2]).Mul(mean);
    }
}
