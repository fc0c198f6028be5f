using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Adam with a second, slow mean of the gradients, which is not corrected for its start at 0, as pytorch_optimizer has it; in 8 bits as bitsandbytes. Source:
/// Pagliardini et al., arXiv 2409.03137.
/// </summary>
internal sealed class AdEMAMix(OptionValues arguments, bool isEightBit = false) : ElementwiseOptimizer(isEightBit)
{
    private readonly IReadOnlyList<double> _betas = arguments.List("betas");
    private readonly double _alpha = arguments.Number("alpha");
    private readonly double? _alphaSteps = arguments.Optional(isEightBit ? "t_alpha" : "t_alpha_beta3");
    private readonly double? _betaSteps = arguments.Optional(isEightBit ? "t_beta3" : "t_alpha_beta3");
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly bool _isDecoupled = isEightBit || arguments.Flag("weight_decouple");

    private protected override IReadOnlyList<Moment> Moments => [new("exp_avg"), new("exp_avg_slow"), new("exp_avg_sq", IsSigned: false)];

    private protected override void Update(Tensor weight, Tensor gradient, Tensor[] moments, in StepInfo step)
    {
        Decay.Apply(weight, gradient, _decay, step.LearningRate, _isDecoupled);
        var (fast, slow, square) = (moments[0], moments[1], moments[2]);
        fast.Lerp_(gradient, 1 - _betas[0]);
        slow.Lerp_(gradient, 1 - SlowDecay(step.Number));
        square.Mul_(_betas[1]).AddCMul_(gradient, gradient, 1 - _betas[1]);
        var divisor = square.Sqrt().Affine(1 / Math.Sqrt(1 - Math.Pow(_betas[1], step.Number)), _epsilon);
        var correction = 1 - Math.Pow(_betas[0], step.Number);
        var alpha = _alphaSteps is { } steps ? Math.Min(step.Number * _alpha / steps, _alpha) : _alpha;
        // the slow mean is not corrected
        var mixed = fast.Add(slow, alpha * correction);
        weight.AddCDiv_(mixed, divisor, -step.LearningRate / correction);
    }

    private double SlowDecay(int step)
    {
        if (_betaSteps is not { } steps)
        {
            return _betas[2];
        }

        var (first, last, part) = (Math.Log(_betas[0]), Math.Log(_betas[2]), step / steps);
        return Math.Min(Math.Exp(first * last / (((1 - part) * last) + (part * first))), _betas[2]);
    }
}
