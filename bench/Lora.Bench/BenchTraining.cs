using Lora.Vocabulary;

namespace Lora.Bench;

/// <summary>A network and an optimizer that a step is measured with.</summary>
/// <param name="Network">A value of <c>NetworkAlgo</c>.</param>
/// <param name="Optimizer">A value of <c>OptimizerType</c>.</param>
internal sealed record BenchTraining(string Network, string Optimizer)
{
    /// <summary>Behind the name of a figure: nothing for LoRA and AdamW.</summary>
    public string Suffix => (Network == Networks.Lora.Name ? "" : $" {Network}") + (Optimizer == Optimizers.AdamW.Name ? "" : $" {Optimizer}");

    /// <summary>Its options, with others.</summary>
    public OptionValues Values(BenchOptions options, params IReadOnlyList<(string Name, string Value)> more) =>
        OptionValues.Resolve(Options.All, new Dictionary<string, string>(more.Select(entry => KeyValuePair.Create(entry.Name, entry.Value)))
        {
            ["NetworkDim"] = $"{options.Dim}",
            ["NetworkAlgo"] = Network,
            ["NetworkArgs"] = options.NetworkArgs,
            ["OptimizerType"] = Optimizer,
        });
}
