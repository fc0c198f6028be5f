using Lora.Tensors;
using Lora.Tensors.Kernels;

namespace Lora.Bench;

/// <summary>3x3 convolutions, padding 1, batch 1, no bias; activations channels-last, as the runtime keeps them, weights as files hold them.</summary>
public static class ConvFigures
{
    private static readonly (int In, int Out, int Side)[] Sizes =
        [(320, 320, 64), (640, 640, 32), (1280, 1280, 16), (2560, 1280, 16), (1280, 1280, 8), (4, 320, 64)];

    public static unsafe void Run(BenchOptions options)
    {
        foreach (var (inputs, outputs, side) in Sizes)
        {
            var g = new Conv2dGeometry(1, inputs, side, side, outputs, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1);
            using FloatBuffer x = new((long)side * side * inputs), w = new(9L * inputs * outputs), y = new((long)side * side * outputs);
            Figure.Print(options, $"conv 3x3 {inputs}->{outputs} {side}x{side}", options.Seconds / 6, () => Conv2dKernel.Forward(g, x.Data, w.Data,
                DType.Float32, null, y.Data),
                2.0 * 9 * inputs * outputs * side * side);
        }
    }
}
