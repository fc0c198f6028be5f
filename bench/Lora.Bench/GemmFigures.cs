using Lora.Tensors.Kernels;

namespace Lora.Bench;

/// <summary>x [M, K] times the transpose of a weight [N, K]: nothing but x, the weight and room for the result stands before the clock starts.</summary>
public static class GemmFigures
{
    private static readonly (int M, int K, int N)[] Sizes =
        [(4096, 320, 320), (4096, 320, 2560), (4096, 1280, 320), (1024, 640, 640), (1024, 640, 5120), (256, 1280, 1280), (77, 768, 320), (1024, 1024, 1024)];

    public static unsafe void Run(BenchOptions options)
    {
        foreach (var (m, k, n) in Sizes)
        {
            using FloatBuffer a = new((long)m * k), b = new((long)n * k), c = new((long)m * n);
            var call = new GemmCall { M = m, N = n, K = k, A = a.Data, ARow = k, ACol = 1, B = b.Data, BRow = 1, BCol = k, C = c.Data, CRow = n };
            Figure.Print(options, $"gemm {m}x{k}x{n}", options.Seconds / 6, () => Gemm.Multiply(call), 2.0 * m * k * n);
        }
    }
}
