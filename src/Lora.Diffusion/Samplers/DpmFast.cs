using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>
/// DPM-Solver-fast (arXiv 2206.00927) with ancestral noise, as A1111 runs k-diffusion's sample_dpm_fast (eta 1): blocks of up to three calls over evenly
/// spaced log sigma, of third order and at the end of the order that is left; ends at the lowest noise level.
/// </summary>
internal sealed class DpmFast : SigmaSampler
{
    private readonly Block[] _blocks;
    private Tensor? _start;
    private Tensor? _slope;

    private DpmFast(PredictionType prediction, Block[] blocks, SigmaSteps steps)
        : base(prediction, steps) => _blocks = blocks;

    /// <param name="steps">Calls of the model.</param>
    public static DpmFast Make(NoiseSchedule schedule, int steps)
    {
        var table = new SigmaTable(schedule);
        double min = table.Sigmas[0], max = table.Sigmas[^1];
        var orders = Orders(steps);
        var edges = SigmaTable.Exponential(orders.Length + 1, min, max);
        Block[] blocks = [.. orders.SelectMany((order, i) => Enumerable.Range(0, order).Select(call => new Block(order, call, edges[i], edges[i + 1], min)))];
        double[] levels = [.. blocks.Select(block => block.Level)];
        return new(schedule.Config.PredictionType, blocks, new([.. levels.Select(table.ToTimestep)], [.. levels, min], max, table));
    }

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var block = _blocks[step];
        var slope = sample.Sub(Denoised(modelOutput, step, sample, block.Level)).Affine(1 / block.Level, 0);
        if (block.Call == 0)
        {
            (_start, _slope) = (sample, slope);
        }

        var next = _start!.Add(_slope!, block.Next - block.From);
        if (block.Call > 0)
        {
            next = next.Add(slope, block.Bend).Add(_slope!, -block.Bend);
        }

        return block.Call == block.Order - 1 && block.Up > 0 ? next.Add(noise(sample.Shape), block.Up) : next;
    }

    private static int[] Orders(int calls) =>
        calls % 3 == 0 ? [.. Enumerable.Repeat(3, calls / 3 - 1), 2, 1] : [.. Enumerable.Repeat(3, calls / 3), calls % 3];

    /// <summary>One call of a block of calls.</summary>
    private sealed class Block
    {
        public Block(int order, int call, double from, double to, double lowest)
        {
            (Order, Call, From) = (order, call, from);
            var down = Math.Max(lowest, Ancestral(from, to).Down);
            Up = Math.Sqrt(Math.Max(0, to * to - down * down));
            var h = Math.Log(from / down);
            Level = from * Math.Exp(-h * call / order);
            var share = (call + 1.0) / order;
            Next = from * Math.Exp(-h * share);
            var growth = Math.Exp(h * share) - 1;
            Bend = call == 0 ? 0
                : order == 2 ? -Next * growth
                : call == 1 ? -2 * Next * (growth / (h * share) - 1)
                : -1.5 * Next * (growth / h - 1);
        }

        public int Order { get; }

        public int Call { get; }

        public double From { get; }

        /// <summary>The noise level of the call.</summary>
        public double Level { get; }

        /// <summary>The noise level that its result has.</summary>
        public double Next { get; }

        /// <summary>What of the difference of slopes is added.</summary>
        public double Bend { get; }

        /// <summary>Deviation of the noise after the block.</summary>
        public double Up { get; }
    }
}
