using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Stochastic gradient descent as torch.optim.SGD, with momentum and Nesterov's. In 8 bits as bitsandbytes, which takes nesterov and dampening and uses
/// neither.
/// </summary>
/// <param name="arguments">momentum, weight_decay; dampening and nesterov where they are there.</param>
/// <param name="isNesterov">Whatever the arguments say.</param>
/// <param name="isEightBit">Momentum in 8 bits.</param>
internal sealed class Sgd(OptionValues arguments, bool isNesterov = false, bool isEightBit = false) : ElementwiseOptimizer(isEightBit)
{
    private readonly double _momentum = arguments.Number("momentum");
    private readonly double _dampening = arguments.Texts.ContainsKey("dampening") ? arguments.Number("dampening") : 0;
    private readonly double _decay = arguments.Number("weight_decay");
    private readonly bool _isNesterov = isNesterov || arguments.Flag("nesterov");

    private protected override IReadOnlyList<Moment> Moments => _momentum == 0 ? [] : [new("momentum_buffer")];

    private protected override void Update(Tensor weight, Tensor gradient, Tensor[] moments, in StepInfo step)
    {
        Decay.Apply(weight, gradient, _decay, step.LearningRate, isDecoupled: false);
        if (_momentum == 0)
        {
            weight.Add_(gradient, -step.LearningRate);
            return;
        }

        // the first gradient counts in full
        var buffer = moments[0].Mul_(_momentum).Add_(gradient, step.Number == 1 ? 1 : 1 - _dampening);
        weight.Add_(_isNesterov ? gradient.Add_(buffer, _momentum) : buffer, -step.LearningRate);
    }
}
