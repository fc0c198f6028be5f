using Lora.Tensors;

namespace Lora.Bench;

/// <summary>Attention of SD 1.5's U-Net at 512x512, 8 heads, batch 1: forward, and forward with the gradients of query, key and value.</summary>
public static class AttentionFigures
{
    private const int Heads = 8;

    private static readonly (int Queries, int Keys, int Width)[] Sizes = [(4096, 4096, 40), (4096, 77, 40), (1024, 1024, 80), (256, 256, 160)];

    public static void Run(BenchOptions options)
    {
        using var runtime = BenchRuntime.Open(options);
        var random = new Generator(1);
        foreach (var (queries, keys, width) in Sizes)
        {
            using var scope = runtime.NewScope();
            Tensor q = Head(queries), k = Head(keys), v = Head(keys), slope = Head(queries);
            var name = $"{Heads}x{queries}x{keys}x{width}";
            var flop = 4.0 * Heads * queries * keys * width;
            Figure.Print(options, $"attention {name} forward", options.Seconds / 6, () =>
            {
                using var plain = runtime.NoGrad();
                using var run = runtime.NewScope();
                q.ScaledDotProductAttention(k, v);
            }, flop);
            Figure.Print(options, $"attention {name} both", options.Seconds / 3, () =>
            {
                using var run = runtime.NewScope();
                Tensor a = q.Detach(), b = k.Detach(), c = v.Detach();
                a.RequiresGrad = b.RequiresGrad = c.RequiresGrad = true;
                a.ScaledDotProductAttention(b, c).Backward(slope);
            }, 3.5 * flop);

            // as models have it: the heads of one token side by side
            Tensor Head(int tokens) => runtime.Noise(random, 1, [1, tokens, Heads, width]).Transpose(1, 2);
        }
    }
}
