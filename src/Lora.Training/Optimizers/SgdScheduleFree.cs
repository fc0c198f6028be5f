using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Schedule-free SGD, as schedulefree's SGDScheduleFree.</summary>
internal sealed class SgdScheduleFree(OptionValues arguments) : ScheduleFreeOptimizer(arguments, arguments.Number("momentum"))
{
    private protected override Tensor Direction(Tensor gradient, OptimizerState state, int number) => gradient;
}
