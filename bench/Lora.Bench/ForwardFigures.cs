using Lora.Tensors;

namespace Lora.Bench;

/// <summary>
/// What a network adds to the forward pass of a training: a <see cref="BenchBlock"/> with adapters over its layers against the frozen block, taking turns.
/// </summary>
public static class ForwardFigures
{
    public static void Run(BenchOptions options)
    {
        using var runtime = BenchRuntime.Open(options);
        using var scope = runtime.NewScope();
        var block = new BenchBlock(runtime);
        foreach (var training in options.Trainings)
        {
            Print(options, runtime, block, training, "", block.Forward);
            Print(options, runtime, block, training, "the layers of ", block.ForwardLayers);
        }
    }

    private static void Print(BenchOptions options, TensorRuntime runtime, BenchBlock block, BenchTraining training, string what, Func<Tensor> forward)
    {
        var name = $"forward of {what}{BenchBlock.Name} dim {options.Dim}{training.Suffix} over the frozen one's";
        block.With(runtime, name, training.Values(options), network =>
            Figure.Ratio(options, name, options.Seconds, () => Run(network.Apply), () => Run(network.Remove)));

        void Run(Action prepare)
        {
            prepare();
            using var scope = runtime.NewScope();
            // a device may still be at work
            forward().Narrow(1, 0, 1).Narrow(2, 0, 1).Item();
        }
    }
}
