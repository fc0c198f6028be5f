using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>
/// DPM-Solver-fast (arXiv 2206.00927) with ancestral noise, as A1111 runs k-diffusion's sample_dpm_fast (eta 1): blocks of up to three calls over evenly
/// spaced log sigma, of third order and at the end of the order that is left; ends at the lowest noise level.
/// </summary>
internal sealed class DpmFast : SigmaSampler
{
    private readonly DpmCall[] _calls;
    private Tensor? _start;
    private Tensor? _slope;

    private DpmFast(PredictionType prediction, DpmCall[] calls, SigmaSteps steps)
        : base(prediction, steps) => _calls = calls;

    /// <param name="steps">Calls of the model.</param>
    public static DpmFast Make(NoiseSchedule schedule, int steps)
    {
        var table = new SigmaTable(schedule);
        double min = table.Sigmas[0], max = table.Sigmas[^1];
        var orders = Orders(steps);
        var edges = SigmaTable.Exponential(orders.Length + 1, min, max);
        DpmCall[] calls =
        [
            .. orders.SelectMany((order, i) => Enumerable.Range(0, order).Select(index => new DpmCall(order, index, edges[i], edges[i + 1], min))),
        ];
        double[] levels = [.. calls.Select(call => call.Level)];
        return new(schedule.Config.PredictionType, calls, new([.. levels.Select(table.ToTimestep)], [.. levels, min], max, table));
    }

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var call = _calls[step];
        var slope = sample.Sub(Denoised(modelOutput, step, sample, call.Level)).Affine(1 / call.Level, 0);
        if (call.Index == 0)
        {
            (_start, _slope) = (sample, slope);
        }

        var next = call.Next(_start!, _slope!, slope);
        return call.Index == call.Order - 1 && call.Up > 0 ? next.Add(noise(sample.Shape), call.Up) : next;
    }

    private static int[] Orders(int calls) =>
        calls % 3 == 0 ? [.. Enumerable.Repeat(3, calls / 3 - 1), 2, 1] : [.. Enumerable.Repeat(3, calls / 3), calls % 3];
}
