using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Adagrad as torch.optim.Adagrad; in 8 bits as bitsandbytes, which keeps squares in signed codes. Source: Duchi et al., JMLR 12 (2011).</summary>
/// <param name="arguments">eps, weight_decay; lr_decay and initial_accumulator_value where they are there.</param>
/// <param name="isEightBit">Squares in 8 bits.</param>
internal sealed class Adagrad(OptionValues arguments, bool isEightBit = false) : ElementwiseOptimizer(isEightBit)
{
    private readonly double _epsilon = arguments.Number("eps");
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly double _rateDecay = isEightBit ? 0 : arguments.Number("lr_decay");
    private readonly double _initial = isEightBit ? 0 : arguments.Number("initial_accumulator_value");

    private protected override IReadOnlyList<Moment> Moments => [new("sum") { Initial = _initial }];

    private protected override void Update(Tensor weight, Tensor gradient, Tensor[] moments, in StepInfo step)
    {
        Decay.Apply(weight, gradient, _decay, step.LearningRate, isDecoupled: false);
        var rate = step.LearningRate / (1 + ((step.Number - 1) * _rateDecay));
        weight.AddCDiv_(gradient, moments[0].AddCMul_(gradient, gradient).Sqrt().Add_(_epsilon), -rate);
    }
}
