using Lora.Diffusion;
using Lora.Tensors;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Bench;

/// <summary>
/// One LoRA training step of a single SD 1.5 transformer block: 320 channels, 4,096 tokens, a 77 x 768 context, batch 1; gradient to its input too.
/// </summary>
public static class BlockFigure
{
    private const int Width = 320;
    private const int Tokens = 4096;
    private const int ContextTokens = 77;
    private const int ContextWidth = 768;

    public static void Run(BenchOptions options)
    {
        using var runtime = BenchRuntime.Open(options);
        using var scope = runtime.NewScope();
        var random = new Generator(1);
        var block = new BasicTransformerBlock("transformer_blocks.0", Width, ContextWidth, 8);
        foreach (var parameter in block.Parameters)
        {
            parameter.Value = parameter.Shape.Length == 2 ? runtime.Noise(random, 0.02, parameter.Shape)
                : parameter.Name.EndsWith("weight", StringComparison.Ordinal) ? runtime.Ones(parameter.Shape) : runtime.Zeros(parameter.Shape);
        }

        AdapterTarget[] targets = [.. block.Modules.Where(m => m.Layer is not null).Select(m => new AdapterTarget(m.Path, m.Path, m.Layer!))];
        var x = runtime.Noise(random, 1, [1, Tokens, Width]);
        var context = runtime.Noise(random, 1, [1, ContextTokens, ContextWidth]);
        foreach (var name in options.Network == "all" ? [.. Networks.All.Select(row => row.Name)] : (string[])[options.Network])
        {
            Print(options, runtime, block, targets, (x, context), name);
        }
    }

    private static void Print(
        BenchOptions options, TensorRuntime runtime, BasicTransformerBlock block, AdapterTarget[] targets, (Tensor X, Tensor Context) given, string name)
    {
        var values = OptionValues.Resolve(Options.All, new Dictionary<string, string>
        {
            ["NetworkDim"] = $"{options.Dim}",
            ["NetworkAlgo"] = name,
            ["NetworkArgs"] = options.NetworkArgs,
        });
        using var scope = runtime.NewScope();
        using var network = new AdapterNetwork(runtime, [new("block", 1e-4, targets)], values);
        using var optimizer = OptimizerCatalog.Create(values);
        optimizer.Attach(network.Groups);
        network.Apply();
        Figure.Print(options, $"block 320 ch 4096 tokens dim {options.Dim}{(name == "lora" ? "" : $" {name}")}", options.Seconds, () =>
        {
            using var step = runtime.NewScope();
            network.Groups[0].Gradients.Zero_();
            var input = given.X.Detach();
            input.RequiresGrad = true;
            var output = block.Forward(input, given.Context);
            output.Mul(output).Mean().Backward();
            optimizer.Step();
        });
    }
}
