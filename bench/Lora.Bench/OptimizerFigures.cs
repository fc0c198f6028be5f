using Lora.Diffusion;
using Lora.Tensors;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Bench;

/// <summary>
/// One step of each optimizer over the LoRA of a transformer block: of the tiny model's width, where starting an operation costs as much as computing it, and
/// of SD 1.5's 320 and 1,280 channels.
/// </summary>
public static class OptimizerFigures
{
    private static readonly (int Width, int Context, int Heads)[] Blocks = [(64, 128, 4), (320, 768, 8), (1280, 768, 8)];

    public static void Run(BenchOptions options)
    {
        using var runtime = BenchRuntime.Open(options);
        foreach (var row in Optimizers.All)
        {
            foreach (var (width, context, heads) in Blocks)
            {
                using var scope = runtime.NewScope();
                var block = new BasicTransformerBlock("transformer_blocks.0", width, context, heads);
                AdapterTarget[] targets = [.. block.Modules.Where(m => m.Layer is not null).Select(m => new AdapterTarget(m.Path, m.Path, m.Layer!))];
                var values = OptionValues.Resolve(Options.All, new Dictionary<string, string>
                {
                    ["NetworkDim"] = $"{options.Dim}",
                    ["OptimizerType"] = row.Name,
                });
                using var network = new AdapterNetwork(runtime, [new("block", 1e-4, targets)], values);
                using var optimizer = OptimizerCatalog.Create(values);
                optimizer.Attach(network.Groups);
                var group = network.Groups[0];
                var noise = runtime.Noise(new Generator(1), 1e-3, [group.Count]);
                Figure.Print(options, $"optimizer {row} {width} ch dim {options.Dim}", options.Seconds / (Blocks.Length * Optimizers.All.Count), () =>
                {
                    group.Gradients.Copy_(noise);
                    optimizer.Step();
                    // a device may still be at work
                    using var last = group.Values.Narrow(0, 0, 1);
                    last.Item();
                });
            }
        }
    }
}
