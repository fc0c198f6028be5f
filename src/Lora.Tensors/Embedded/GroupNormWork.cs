using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

/// <summary>One group norm's pointers and partition.</summary>
internal sealed unsafe class GroupNormWork
{
    /// <summary>Rows of the table kept for backward, each [batch, channels]: means, scales, biases, rstd (in the first places, one a group).</summary>
    public const int TableRows = 4;

    readonly EmbeddedRuntime runtime;
    readonly int batch, channels, pixels, groups, blocks;
    readonly float* x, means, scales, biases, rstds;
    readonly bool silu;

    public GroupNormWork(EmbeddedTensor from, EmbeddedTensor table, int groups, bool silu)
    {
        runtime = from.Runtime;
        (batch, channels) = (from.Sizes[0], from.Sizes[1]);
        pixels = (int)(from.Count / Math.Max(1, batch * channels));
        blocks = GroupNormKernel.Blocks(pixels);
        (this.groups, this.silu) = (groups, silu);
        x = from.Floats;
        var row = (long)batch * channels;
        means = table.Floats;
        scales = means + row;
        biases = scales + row;
        rstds = biases + row;
    }

    float* Image(float* images, int i) => images + (long)i * pixels * channels;

    long Cost(int operations) => (long)Math.Min(pixels, GroupNormKernel.Block) * channels * operations;

    public void Forward(EmbeddedTensor? weight, EmbeddedTensor? bias, double eps, EmbeddedTensor to)
    {
        float* sums = runtime.New([batch, blocks, channels]).Floats, w = EmbeddedTensor.Pointer(weight), b = EmbeddedTensor.Pointer(bias), y = to.Floats;
        var count = batch * blocks;
        Workers.For(count, Cost(1), part =>
            GroupNormKernel.BlockSums(Image(x, part / blocks), null, part % blocks, pixels, channels, sums + (long)part * channels));
        for (var i = 0; i < batch; i++)
        {
            GroupNormKernel.Means(sums + (long)i * blocks * channels, pixels, channels, groups, means + (long)i * channels);
        }

        Workers.For(count, Cost(3), part => GroupNormKernel.BlockSums(Image(x, part / blocks), means + (long)(part / blocks) * channels,
            part % blocks, pixels, channels, sums + (long)part * channels));
        for (var i = 0; i < batch; i++)
        {
            var at = (long)i * channels;
            GroupNormKernel.Scales(sums + at * blocks, pixels, channels, groups, w, b, eps, scales + at, biases + at, rstds + at);
        }

        Workers.For(count, Cost(silu ? 30 : 3), part =>
        {
            int i = part / blocks, first = part % blocks * GroupNormKernel.Block;
            long at = (long)i * channels, offset = (long)first * channels;
            GroupNormKernel.Forward(Image(x, i) + offset, means + at, scales + at, biases + at, Image(y, i) + offset,
                Math.Min(GroupNormKernel.Block, pixels - first), channels, silu);
        });
    }

    public void Backward(EmbeddedTensor gradient, EmbeddedTensor? weight, EmbeddedTensor? dx, EmbeddedTensor dw, EmbeddedTensor db)
    {
        float* dy = gradient.Floats, sums = runtime.New([batch, blocks, 2, channels]).Floats, slopes = runtime.New([batch, 2, channels]).Floats;
        Workers.For(batch * blocks, Cost(silu ? 34 : 4), part =>
        {
            var at = (long)(part / blocks) * channels;
            GroupNormKernel.BackwardSums(Image(x, part / blocks), Image(dy, part / blocks), means + at, scales + at, biases + at,
                part % blocks, pixels, channels, silu, sums + (long)part * 2 * channels);
        });
        for (var i = 0; i < batch; i++)
        {
            Slopes(i, sums + (long)i * blocks * 2 * channels, EmbeddedTensor.Pointer(weight), slopes + (long)i * 2 * channels, dw.Floats, db.Floats);
        }

        if (dx is null)
        {
            return;
        }

        var to = dx.Floats;
        Workers.For(batch * blocks, Cost(silu ? 34 : 4), part =>
        {
            int i = part / blocks, first = part % blocks * GroupNormKernel.Block;
            long at = (long)i * channels, offset = (long)first * channels;
            GroupNormKernel.Backward(Image(x, i) + offset, Image(dy, i) + offset, means + at, scales + at, biases + at,
                slopes + 2 * at, slopes + 2 * at + channels, Image(to, i) + offset, Math.Min(GroupNormKernel.Block, pixels - first), channels, silu);
        });
    }

    /// <summary>dx = scale dz + slope (x - mean) + shift: slope and shift of an image's channels, and its share of the parameters' gradients.</summary>
    void Slopes(int image, float* sums, float* weight, float* slopes, float* dw, float* db)
    {
        var each = channels / groups;
        var at = (long)image * channels;
        for (var k = 0; k < groups; k++)
        {
            double sum = 0, dot = 0, rstd = rstds[at + k], count = (double)pixels * each;
            for (var c = k * each; c < (k + 1) * each; c++)
            {
                double s = GroupNormKernel.Total(sums + c, blocks, 2 * channels), d = GroupNormKernel.Total(sums + channels + c, blocks, 2 * channels);
                var scale = weight is null ? 1.0 : weight[c];
                sum += scale * s;
                dot += scale * d;
                dw[at + c] = (float)(d * rstd);
                db[at + c] = (float)s;
            }

            new Span<float>(slopes + k * each, each).Fill((float)(-dot * rstd * rstd * rstd / count));
            new Span<float>(slopes + channels + k * each, each).Fill((float)(-sum * rstd / count));
        }
    }
}
