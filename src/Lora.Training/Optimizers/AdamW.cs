using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Adam with decoupled weight decay, as torch.optim.AdamW; without, as torch.optim.Adam. Sources: Loshchilov and Hutter, arXiv 1711.05101; Kingma and Ba,
/// arXiv 1412.6980.
/// </summary>
/// <param name="arguments">betas, eps, weight_decay; amsgrad where it is there.</param>
/// <param name="isDecoupled">Weight decay apart from the gradient.</param>
/// <param name="isEightBit">Moments in 8 bits.</param>
internal sealed class AdamW(OptionValues arguments, bool isDecoupled = true, bool isEightBit = false) : ElementwiseOptimizer(isEightBit)
{
    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly bool _keepsLargest = arguments.Flag("amsgrad");

    private protected override IReadOnlyList<Moment> Moments => _keepsLargest
        ? [new("exp_avg"), new("exp_avg_sq", IsSigned: false), new("max_exp_avg_sq", IsSigned: false)]
        : [new("exp_avg"), new("exp_avg_sq", IsSigned: false)];

    private protected override void Update(Tensor weight, Tensor gradient, Tensor[] moments, in StepInfo step)
    {
        var (mean, square) = (moments[0], moments[1]);
        if (_decay != 0)
        {
            Decay.Apply(weight, gradient, _decay, step.LearningRate, isDecoupled);
        }

        mean.Lerp_(gradient, 1 - _beta1);
        square.Mul_(_beta2).AddCMul_(gradient, gradient, 1 - _beta2);
        if (_keepsLargest)
        {
            square = moments[2].Copy_(moments[2].Maximum(square));
        }

        // torch divides by sqrt(v) / c + eps with c = sqrt(1 - beta2^t); multiplied through by c this takes one operation less
        var correction = Math.Sqrt(1 - Math.Pow(_beta2, step.Number));
        var rate = step.LearningRate * correction / (1 - Math.Pow(_beta1, step.Number));
        weight.AddCDiv_(mean, square.Sqrt().Add_(_epsilon * correction), -rate);
    }
}
