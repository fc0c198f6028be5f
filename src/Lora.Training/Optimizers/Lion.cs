using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Lion as lion-pytorch has it; in 8 bits as bitsandbytes. Source: Chen et al., arXiv 2302.06675.</summary>
internal sealed class Lion(OptionValues arguments, bool isEightBit = false) : ElementwiseOptimizer(isEightBit)
{
    private readonly double _beta1 = arguments.List("betas")[0];
    private readonly double _beta2 = arguments.List("betas")[1];
    private readonly double _decay = arguments.Number("weight_decay");

    private protected override IReadOnlyList<Moment> Moments => [new("exp_avg")];

    private protected override void Update(Tensor weight, Tensor gradient, Tensor[] moments, in StepInfo step)
    {
        Decay.Apply(weight, gradient, _decay, step.LearningRate, isDecoupled: true);
        weight.Add_(moments[0].Lerp(gradient, 1 - _beta1).Sign(), -step.LearningRate);
        moments[0].Lerp_(gradient, 1 - _beta2);
    }
}
