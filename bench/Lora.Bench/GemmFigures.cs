using Lora.Tensors;

namespace Lora.Bench;

/// <summary>x [M, K] times the transpose of a weight [N, K], a linear layer without bias: x and the weight stand before the clock starts.</summary>
public static class GemmFigures
{
    private static readonly (int M, int K, int N)[] Sizes =
        [(4096, 320, 320), (4096, 320, 2560), (4096, 1280, 320), (1024, 640, 640), (1024, 640, 5120), (256, 1280, 1280), (77, 768, 320), (1024, 1024, 1024)];

    public static void Run(BenchOptions options)
    {
        using var runtime = BenchRuntime.Open(options);
        using var plain = runtime.NoGrad();
        var random = new Generator(1);
        foreach (var (m, k, n) in Sizes)
        {
            using var scope = runtime.NewScope();
            Tensor x = runtime.Noise(random, 1, [m, k]), weight = runtime.Noise(random, 1, [n, k]);
            Figure.Print(options, $"gemm {m}x{k}x{n}", options.Seconds / 6, () =>
            {
                using var run = runtime.NewScope();
                x.Linear(weight);
            }, 2.0 * m * k * n);
        }
    }
}
