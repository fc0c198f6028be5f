using Lora.Tensors.Kernels;

namespace Lora.Bench;

/// <summary>Products of the tiny model's size, where starting costs as much as computing; ten calls a run. Forward (weight [N, K]), then backward (weight [K,
/// N]) and weight gradient shapes.</summary>
public static class SmallFigures
{
    private const int Calls = 10;

    private static readonly (int M, int K, int N)[] Sizes =
        [(16, 48, 48), (64, 64, 64), (256, 64, 64), (1024, 64, 64), (256, 64, 512), (308, 128, 64), (308, 64, 256), (1024, 64, 8), (1024, 8, 64), (8, 1024,
            64), (64, 128, 1024)];

    public static unsafe void Run(BenchOptions options)
    {
        foreach (var (m, k, n) in Sizes)
        {
            using FloatBuffer a = new((long)m * k), b = new((long)n * k), c = new((long)m * n);
            var forward = new GemmCall { M = m, N = n, K = k, A = a.Data, ARow = k, ACol = 1, B = b.Data, BRow = 1, BCol = k, C = c.Data, CRow = n };
            var backward = forward with { BRow = n, BCol = 1 };
            var weights = backward with { ARow = 1, ACol = m };
            Time("x w^T", forward);
            Time("x w", backward);
            Time("x^T y", weights);

            void Time(string kind, GemmCall call) => Figure.Print(options, $"{Calls} x {kind} {m}x{k}x{n}", options.Seconds / 60, () =>
            {
                for (var i = 0; i < Calls; i++)
                {
                    Gemm.Multiply(call);
                }
            }, 2.0 * Calls * m * k * n);
        }
    }
}
