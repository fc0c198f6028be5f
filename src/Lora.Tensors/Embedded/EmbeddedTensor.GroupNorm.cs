using Lora.Tensors.Kernels;

namespace Lora.Tensors.Embedded;

// Group norm: statistics per image and group, silu in the same pass.
internal sealed unsafe partial class EmbeddedTensor
{
    // rows of the table kept for backward, each [batch, channels]; the last holds rstd in its first places
    const int Means = 0, Scales = 1, Biases = 2, Rstds = 3, TableRows = 4;

    public override Tensor GroupNorm(int groups, Tensor? weight, Tensor? bias, double eps = 1e-5, bool silu = false)
    {
        var x = AsFloat32();
        if (Rank < 2 || groups < 1 || Sizes[1] % groups != 0)
        {
            throw new ArgumentException($"GroupNorm of {this} in {groups} groups.");
        }

        EmbeddedTensor? w = Parameter(weight), b = Parameter(bias);
        ExpectWidth(w, Sizes[1], "GroupNorm weight");
        ExpectWidth(b, Sizes[1], "GroupNorm bias");
        using var scope = runtime.NewScope();
        int batch = Sizes[0], channels = Sizes[1], pixels = (int)(Count / Math.Max(1, batch * channels));
        var from = x.ChannelsLast();
        var to = runtime.NewChannelsLast(Sizes);
        var table = runtime.New([TableRows + 1, batch, channels]);
        float* px = from.Floats, py = to.Floats, pw = Pointer(w), pb = Pointer(b), t = table.Floats;
        long row = (long)batch * channels;
        Workers.For(batch, (long)pixels * channels * (silu ? 35 : 8), i =>
        {
            long at = (long)i * channels, image = at * pixels;
            float* means = t + Means * row + at, scales = t + Scales * row + at, biases = t + Biases * row + at;
            GroupNormKernel.Statistics(px + image, pixels, channels, groups, pw, pb, eps, means, scales, biases, t + Rstds * row + at, t + TableRows * row + at);
            GroupNormKernel.Forward(px + image, means, scales, biases, py + image, pixels, channels, silu);
        });
        to.Record([x, w, b], (node, g) => GroupNormBackward(node, g, groups, silu, w is not null, b is not null), w is null ? [x, table] : [x, table, w]);
        return scope.Keep(to);
    }

    static void GroupNormBackward(GradNode node, EmbeddedTensor g, int groups, bool silu, bool hasWeight, bool hasBias)
    {
        var runtime = g.runtime;
        EmbeddedTensor x = node.Saved(0).ChannelsLast(), table = node.Saved(1), dy = g.ChannelsLast();
        var w = hasWeight ? node.Saved(2) : null;
        int batch = x.Sizes[0], channels = x.Sizes[1], pixels = (int)(x.Count / Math.Max(1, batch * channels)), each = channels / groups;
        var dx = node.Wants(0) ? runtime.NewChannelsLast(x.Sizes) : null;
        var dw = runtime.New([batch, channels]);
        var db = runtime.New([batch, channels]);
        var work = runtime.New([batch, 4, channels]);
        float* px = x.Floats, pdy = dy.Floats, t = table.Floats, pw = Pointer(w), pdx = Pointer(dx), pdw = dw.Floats, pdb = db.Floats, pwork = work.Floats;
        long row = (long)batch * channels;
        Workers.For(batch, (long)pixels * channels * (silu ? 70 : 10), i =>
        {
            long at = (long)i * channels, image = at * pixels;
            float* means = t + Means * row + at, scales = t + Scales * row + at, biases = t + Biases * row + at, rstds = t + Rstds * row + at;
            float* slopes = pwork + 4 * at, shifts = slopes + channels, scratch = shifts + channels;
            double[] sums = new double[channels], dots = new double[channels];
            GroupNormKernel.BackwardSums(px + image, pdy + image, means, scales, biases, pixels, channels, silu, sums, dots, scratch);
            for (var k = 0; k < groups; k++)
            {
                double sum = 0, dot = 0, rstd = rstds[k], count = (double)pixels * each;
                for (var c = k * each; c < (k + 1) * each; c++)
                {
                    var weight = pw is null ? 1.0 : pw[c];
                    sum += weight * sums[c];
                    dot += weight * dots[c];
                    pdw[at + c] = (float)(dots[c] * rstd);
                    pdb[at + c] = (float)sums[c];
                }

                new Span<float>(slopes + k * each, each).Fill((float)(-dot * rstd * rstd * rstd / count));
                new Span<float>(shifts + k * each, each).Fill((float)(-sum * rstd / count));
            }

            if (pdx is not null)
            {
                GroupNormKernel.Backward(px + image, pdy + image, means, scales, biases, slopes, shifts, pdx + image, pixels, channels, silu);
            }
        });
        if (dx is not null)
        {
            node.Give(0, dx);
        }

        if (hasWeight && node.Wants(1))
        {
            node.Give(1, (EmbeddedTensor)dw.Sum([0]));
        }

        if (hasBias && node.Wants(2))
        {
            node.Give(2, (EmbeddedTensor)db.Sum([0]));
        }
    }

    /// <summary>This without history as dense [n, ..., c] in memory: itself, or a copy.</summary>
    EmbeddedTensor ChannelsLast()
    {
        if (Layout.SameStrides(Sizes, Strides, Layout.ChannelsLast(Sizes)))
        {
            return this;
        }

        var to = runtime.NewChannelsLast(Sizes);
        Transfer.Copy(this, to);
        return to;
    }
}
