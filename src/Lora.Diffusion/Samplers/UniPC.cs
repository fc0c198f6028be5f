using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>
/// UniPC (arXiv 2302.04867) on the predicted clean sample, as diffusers' UniPCMultistepScheduler: a multistep predictor, whose result is corrected with what
/// the model says there before the next step starts.
/// </summary>
/// <param name="b1">The function B of step size: h itself (bh1), else e^h - 1 (bh2).</param>
/// <param name="order">Of the predictor; the corrector's is one more.</param>
internal sealed class UniPC(PredictionType prediction, SigmaSteps steps, bool b1 = false, int order = 2) : VarianceSampler(prediction, steps)
{
    // predictions of the clean sample, newest first
    private readonly List<Tensor> _history = [];
    private Tensor? _last;
    private int _lastOrder;

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var x0 = Denoised(modelOutput, step, sample);
        if (_last is not null)
        {
            sample = Move(_last, step - 1, _lastOrder, x0);
        }

        _history.Insert(0, x0);
        if (_history.Count > order)
        {
            _history.RemoveAt(order);
        }

        _last = sample;
        _lastOrder = Math.Min(Math.Min(order, Sigmas.Count - 1 - step), step + 1);
        return Move(sample, step, _lastOrder, arrived: null);
    }

    /// <summary>From a step's start to its end.</summary>
    /// <param name="arrived">The prediction at the end, which corrects; null where it is not known yet.</param>
    private Tensor Move(Tensor sample, int step, int orderNow, Tensor? arrived)
    {
        double h = Lambda(step + 1) - Lambda(step), growth = Math.Exp(-h) - 1, scale = -Alpha(step + 1) * (b1 ? -h : growth);
        var start = _history[0];
        var next = sample.Affine(Sigma(step + 1) / Sigma(step), 0).Add(start, -Alpha(step + 1) * growth);
        var ratios = new List<double>();
        var slopes = new List<Tensor>();
        for (var i = 1; i < orderNow; i++)
        {
            var ratio = (Lambda(step - i) - Lambda(step)) / h;
            ratios.Add(ratio);
            slopes.Add(_history[i].Sub(start).Affine(1 / ratio, 0));
        }

        if (arrived is not null)
        {
            ratios.Add(1);
            slopes.Add(arrived.Sub(start));
        }

        var weights = Weights(ratios, -h, simple: arrived is null ? 2 : 1, orderNow);
        for (var i = 0; i < slopes.Count; i++)
        {
            next = next.Add(slopes[i], scale * weights[i]);
        }

        return next;
    }

    // the weights with which the slopes match the Taylor series; of the lowest order that has any it is a half
    private double[] Weights(List<double> ratios, double h, int simple, int orderNow)
    {
        if (ratios.Count == 0)
        {
            return [];
        }

        if (orderNow == simple)
        {
            return [0.5];
        }

        var n = ratios.Count;
        var (matrix, right) = (new double[n, n], new double[n]);
        double phi = (Math.Exp(h) - 1) / h - 1, factorial = 1, divisor = b1 ? h : Math.Exp(h) - 1;
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column < n; column++)
            {
                matrix[row, column] = Math.Pow(ratios[column], row);
            }

            right[row] = phi * factorial / divisor;
            factorial *= row + 2;
            phi = phi / h - 1 / factorial;
        }

        return Solve(matrix, right);
    }

    private static double[] Solve(double[,] matrix, double[] right)
    {
        var n = right.Length;
        for (var pivot = 0; pivot < n; pivot++)
        {
            var best = Enumerable.Range(pivot, n - pivot).MaxBy(row => Math.Abs(matrix[row, pivot]));
            (right[pivot], right[best]) = (right[best], right[pivot]);
            for (var column = 0; column < n; column++)
            {
                (matrix[pivot, column], matrix[best, column]) = (matrix[best, column], matrix[pivot, column]);
            }

            for (var row = 0; row < n; row++)
            {
                if (row != pivot)
                {
                    var factor = matrix[row, pivot] / matrix[pivot, pivot];
                    right[row] -= factor * right[pivot];
                    for (var column = pivot; column < n; column++)
                    {
                        matrix[row, column] -= factor * matrix[pivot, column];
                    }
                }
            }
        }

        return [.. right.Select((value, i) => value / matrix[i, i])];
    }
}
