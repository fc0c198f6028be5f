using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>
/// Pseudo linear multistep (arXiv 2202.09778) as diffusers' PNDMScheduler without Runge-Kutta steps, the default of Stable Diffusion 1.x in diffusers: the
/// last four predictions are combined. The second step is taken twice, so that n steps ask the model n + 1 times.
/// </summary>
internal sealed class Pndm(NoiseSchedule schedule, int steps)
    : Sampler(schedule.Config.PredictionType, Twice(Schedules.Timesteps.Make(schedule.Config, steps, round: true)), initNoiseSigma: 1)
{
    // Adams-Bashforth, newest first
    private static readonly double[][] Weights =
        [[1], [3.0 / 2, -1.0 / 2], [23.0 / 12, -16.0 / 12, 5.0 / 12], [55.0 / 24, -59.0 / 24, 37.0 / 24, -9.0 / 24]];

    private readonly int _stride = schedule.Config.NumTrainTimesteps / steps;
    private readonly List<Tensor> _history = [];
    private Tensor? _first;

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var t = (int)Timesteps[step];
        if (step == 1)
        {
            // the first step once more, with the mean of the predictions at its ends
            return Previous(_first!, Math.Min(t + _stride, schedule.AlphasCumprod.Length - 1), t, modelOutput.Add(_history[0]).Affine(0.5, 0));
        }

        _first ??= sample;
        _history.Insert(0, modelOutput);
        if (_history.Count > Weights.Length)
        {
            _history.RemoveAt(Weights.Length);
        }

        var weights = Weights[_history.Count - 1];
        var combined = _history[0].Affine(weights[0], 0);
        for (var i = 1; i < weights.Length; i++)
        {
            combined = combined.Add(_history[i], weights[i]);
        }

        return Previous(sample, t, t - _stride, combined);
    }

    /// <summary>From one timestep to an earlier one (equation 9).</summary>
    private Tensor Previous(Tensor sample, int from, int to, Tensor output)
    {
        double a = schedule.AlphasCumprod[from], b = 1 - a;
        var previous = to >= 0 ? schedule.AlphasCumprod[to] : schedule.Config.SetAlphaToOne ? 1 : schedule.AlphasCumprod[0];
        if (Prediction == PredictionType.VPrediction)
        {
            output = output.Affine(Math.Sqrt(a), 0).Add(sample, Math.Sqrt(b));
        }

        var denominator = (a * Math.Sqrt(1 - previous)) + Math.Sqrt(a * b * previous);
        return sample.Affine(Math.Sqrt(previous / a), 0).Add(output, -(previous - a) / denominator);
    }

    private static double[] Twice(double[] timesteps) => timesteps.Length < 2 ? timesteps : [.. timesteps[..2], .. timesteps[1..]];
}
