using Lora.Tensors;

namespace Lora.Bench;

/// <summary>3x3 convolutions, padding 1, batch 1, no bias; weights as files hold them.</summary>
public static class ConvFigures
{
    private static readonly (int In, int Out, int Side)[] Sizes =
        [(320, 320, 64), (640, 640, 32), (1280, 1280, 16), (2560, 1280, 16), (1280, 1280, 8), (4, 320, 64)];

    public static void Run(BenchOptions options)
    {
        using var runtime = BenchRuntime.Open(options);
        using var plain = runtime.NoGrad();
        var random = new Generator(1);
        foreach (var (inputs, outputs, side) in Sizes)
        {
            using var scope = runtime.NewScope();
            Tensor weight = runtime.Noise(random, 1, [outputs, inputs, 3, 3]), one = runtime.Ones([inputs, 1, 1, 1]);
            // what a convolution gives lies as the runtime keeps images
            var x = runtime.Noise(random, 1, [1, inputs, side, side]).Conv2d(one, groups: inputs);
            Figure.Print(options, $"conv 3x3 {inputs}->{outputs} {side}x{side}", options.Seconds / 6, () =>
            {
                using var run = runtime.NewScope();
                x.Conv2d(weight, padding: 1);
            }, 2.0 * 9 * inputs * outputs * side * side);
        }
    }
}
