using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>RMSprop as torch.optim.RMSprop; in 8 bits as bitsandbytes, which keeps squares in signed codes.</summary>
/// <param name="arguments">alpha, eps, weight_decay; momentum and centered where they are there.</param>
/// <param name="isEightBit">Squares in 8 bits.</param>
internal sealed class RmsProp(OptionValues arguments, bool isEightBit = false) : ElementwiseOptimizer(isEightBit)
{
    private readonly double _alpha = arguments.Number("alpha");
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly double _momentum = arguments.Texts.ContainsKey("momentum") ? arguments.Number("momentum") : 0;
    private readonly bool _isCentered = arguments.Flag("centered");

    private protected override IReadOnlyList<Moment> Moments =>
    [
        new("square_avg"),
        .. _isCentered ? (Moment[])[new("grad_avg")] : [],
        .. _momentum > 0 ? (Moment[])[new("momentum_buffer")] : [],
    ];

    private protected override void Update(Tensor weight, Tensor gradient, Tensor[] moments, in StepInfo step)
    {
        Decay.Apply(weight, gradient, _decay, step.LearningRate, isDecoupled: false);
        var square = moments[0].Mul_(_alpha).AddCMul_(gradient, gradient, 1 - _alpha);
        if (_isCentered)
        {
            var mean = moments[1].Lerp_(gradient, 1 - _alpha);
            square = square.Sub(mean.Mul(mean));
        }

        var divisor = square.Sqrt().Add_(_epsilon);
        if (_momentum > 0)
        {
            weight.Add_(moments[^1].Mul_(_momentum).AddCDiv_(gradient, divisor), -step.LearningRate);
        }
        else
        {
            weight.AddCDiv_(gradient, divisor, -step.LearningRate);
        }
    }
}
