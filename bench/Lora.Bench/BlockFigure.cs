using Lora.Training;

namespace Lora.Bench;

/// <summary>One LoRA training step of a <see cref="BenchBlock"/>; gradient to its input too.</summary>
public static class BlockFigure
{
    public static void Run(BenchOptions options)
    {
        using var runtime = BenchRuntime.Open(options);
        using var scope = runtime.NewScope();
        var block = new BenchBlock(runtime);
        foreach (var training in options.Trainings)
        {
            var (name, values) = ($"{BenchBlock.Name} dim {options.Dim}{training.Suffix}", training.Values(options));
            block.With(runtime, name, values, network =>
            {
                using var optimizer = OptimizerCatalog.Create(values);
                optimizer.Attach(network.Groups);
                network.Apply();
                Figure.Print(options, name, options.Seconds, () =>
                {
                    using var step = runtime.NewScope();
                    network.Groups[0].Gradients.Zero_();
                    var output = block.Forward();
                    output.Mul(output).Mean().Backward();
                    optimizer.Step();
                });
            });
        }
    }
}
