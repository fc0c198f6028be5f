using Lora.Tensors;

namespace Lora.Training;

/// <summary>Options of <see cref="AdamW"/>; torch's names and defaults.</summary>
/// <param name="Beta1">Decay of the mean of gradients, in [0, 1).</param>
/// <param name="Beta2">Decay of the mean of squared gradients, in [0, 1).</param>
/// <param name="Epsilon">Added outside the square root; at least 0.</param>
/// <param name="WeightDecay">Decoupled: a weight loses rate x decay x itself in a step; at least 0.</param>
public sealed record AdamWOptions(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double WeightDecay = 0.01)
{
    /// <summary>From kohya's <c>optimizer_args</c>: <c>betas=0.9,0.999 eps=1e-8 weight_decay=0.01</c>.</summary>
    /// <exception cref="TrainingException">An argument is unknown or out of range.</exception>
    public static AdamWOptions Parse(string arguments)
    {
        var list = new OptionList("OptimizerArgs of AdamW", arguments);
        var defaults = new AdamWOptions();
        var betas = list.Numbers("betas", [defaults.Beta1, defaults.Beta2], 0, 1, belowMax: true);
        var options = new AdamWOptions(
            betas[0],
            betas[1],
            list.Number("eps", defaults.Epsilon, 0, double.PositiveInfinity),
            list.Number("weight_decay", defaults.WeightDecay, 0, double.PositiveInfinity));
        list.RequireEmpty();
        return options;
    }
}

/// <summary>Adam with decoupled weight decay, as torch.optim.AdamW. Source: Loshchilov and Hutter, arXiv 1711.05101.</summary>
public sealed class AdamW(AdamWOptions options) : Optimizer
{
    public static OptimizerInfo Info { get; } = new(
        "AdamW",
        "The safe default: two moments a weight, bias-corrected, weight decay apart from the gradient.",
        ["exp_avg", "exp_avg_sq"],
        "betas=0.9,0.999 eps=1e-8 weight_decay=0.01",
        "arXiv 1711.05101; torch.optim.AdamW",
        arguments => new AdamW(AdamWOptions.Parse(arguments)));

    public AdamWOptions Options => options;

    protected override OptimizerInfo Self => Info;

    protected override void Update(Tensor weight, Tensor gradient, OptimizerState state, in StepInfo step)
    {
        var mean = state["exp_avg"];
        var square = state["exp_avg_sq"];
        if (options.WeightDecay != 0)
        {
            weight.Mul_(1 - (step.LearningRate * options.WeightDecay));
        }

        mean.Lerp_(gradient, 1 - options.Beta1);
        square.Mul_(options.Beta2).AddCMul_(gradient, gradient, 1 - options.Beta2);

        // torch divides by sqrt(v) / c + eps with c = sqrt(1 - beta2^t); multiplied through by c this takes one operation less
        var correction = Math.Sqrt(1 - Math.Pow(options.Beta2, step.Number));
        var rate = step.LearningRate * correction / (1 - Math.Pow(options.Beta1, step.Number));
        weight.AddCDiv_(mean, square.Sqrt().Add_(options.Epsilon * correction), -rate);
    }
}
