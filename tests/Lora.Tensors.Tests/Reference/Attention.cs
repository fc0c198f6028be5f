using Lora.Tensors.Kernels;

namespace Lora.Tensors.Tests.Reference;

/// <summary>Attention over dense [batch, head, token, channel] arrays in double, with the whole matrix of probabilities, and its gradients.</summary>
internal sealed class Attention(AttentionCall size, float[] q, float[] k, float[] v, Func<int, int, int, int, double> mask)
{
    public double[] Out { get; } = new double[size.Batches * size.Heads * size.Queries * size.ValueWidth];

    public double[] LogSumExp { get; } = new double[size.Batches * size.Heads * size.Queries];

    public double[] DQ { get; } = new double[q.Length];

    public double[] DK { get; } = new double[k.Length];

    public double[] DV { get; } = new double[v.Length];

    public Attention Run(float[] dOut)
    {
        int width = size.Width, values = size.ValueWidth;
        for (var bh = 0; bh < size.Batches * size.Heads; bh++)
        {
            for (var i = 0; i < size.Queries; i++)
            {
                var row = bh * size.Queries + i;
                var p = new double[size.Keys];
                for (var j = 0; j < size.Keys; j++)
                {
                    for (var d = 0; d < width; d++)
                    {
                        p[j] += size.Scale * (double)q[row * width + d] * k[(bh * size.Keys + j) * width + d];
                    }

                    p[j] += size.Causal && j > i ? double.NegativeInfinity : mask(bh / size.Heads, bh % size.Heads, i, j);
                }

                var most = p.DefaultIfEmpty(double.NegativeInfinity).Max();
                var sum = double.IsNegativeInfinity(most) ? 0 : p.Sum(s => Math.Exp(s - most));
                LogSumExp[row] = sum > 0 ? most + Math.Log(sum) : double.NegativeInfinity;
                p = [.. p.Select(s => sum > 0 ? Math.Exp(s - most) / sum : 0)];
                var slopes = new double[size.Keys];
                for (var j = 0; j < size.Keys; j++)
                {
                    for (var d = 0; d < values; d++)
                    {
                        Out[row * values + d] += p[j] * v[(bh * size.Keys + j) * values + d];
                        DV[(bh * size.Keys + j) * values + d] += p[j] * dOut[row * values + d];
                        slopes[j] += (double)dOut[row * values + d] * v[(bh * size.Keys + j) * values + d];
                    }
                }

                var inner = slopes.Zip(p, (a, b) => a * b).Sum();
                for (var j = 0; j < size.Keys; j++)
                {
                    for (var d = 0; d < width; d++)
                    {
                        var slope = size.Scale * p[j] * (slopes[j] - inner);
                        DQ[row * width + d] += slope * k[(bh * size.Keys + j) * width + d];
                        DK[(bh * size.Keys + j) * width + d] += slope * q[row * width + d];
                    }
                }
            }
        }

        return this;
    }
}
