using Lora.Tensors;

namespace Lora.Training;

/// <summary>Weight decay, either way.</summary>
internal static class Decay
{
    /// <param name="weight">Shrunk in place, if decoupled.</param>
    /// <param name="gradient">Added to in place, if not.</param>
    /// <param name="decay">0: nothing is done.</param>
    /// <param name="rate">Of the step.</param>
    /// <param name="isDecoupled">Apart from the gradient, as AdamW has it.</param>
    public static void Apply(Tensor weight, Tensor gradient, double decay, double rate, bool isDecoupled)
    {
        if (decay == 0)
        {
            return;
        }

        if (isDecoupled)
        {
            weight.Mul_(1 - (rate * decay));
        }
        else
        {
            gradient.Add_(weight, decay);
        }
    }
}
