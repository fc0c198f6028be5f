using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// An update that treats every weight alike and alone: the weight, its gradient and its moments, whichever tensor they lie in. The moments are fp32, a flat
/// buffer a group, or codes of 8 bits as bitsandbytes keeps them.
/// </summary>
internal abstract class ElementwiseOptimizer(bool isEightBit = false) : Optimizer
{
    private readonly Dictionary<ParameterGroup, BlockwiseLayout> _layouts = [];
    private BlockwiseMap? _signed;
    private BlockwiseMap? _unsigned;

    /// <summary>What it keeps of each weight.</summary>
    private protected abstract IReadOnlyList<Moment> Moments { get; }

    internal override long OwnBytes(Func<long, long> taken) => isEightBit ? 2 * BlockwiseMap.Bytes(taken) : 0;

    private protected override void Prepare(TensorRuntime runtime)
    {
        if (isEightBit)
        {
            (_signed, _unsigned) = (BlockwiseMap.Signed(runtime), BlockwiseMap.Unsigned(runtime));
        }
    }

    private protected override void Release()
    {
        _signed?.Dispose();
        _unsigned?.Dispose();
    }

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes)
    {
        if (!isEightBit)
        {
            return Moments.Select(moment => new StateTensor(moment.Name, [CountOf(shapes)]) { Initial = moment.Initial });
        }

        var layout = new BlockwiseLayout(shapes);
        return Moments.SelectMany(moment => new StateTensor[]
        {
            new(moment.Name, [layout.Plain]),
            new(Codes(moment), [layout.Quantized]) { Type = DType.UInt8 },
            new(AbsMax(moment), [layout.Blocks]),
        }).Where(tensor => tensor.Shape[0] > 0);
    }

    private protected override void Update(ParameterGroup group, OptimizerState state, in StepInfo step)
    {
        if (!isEightBit)
        {
            Update(group.Values, group.Gradients, [.. Moments.Select(moment => state[moment.Name])], step);
            return;
        }

        if (!_layouts.TryGetValue(group, out var layout))
        {
            _layouts[group] = layout = new BlockwiseLayout(group.Shapes);
        }

        foreach (var run in layout.Runs)
        {
            using var scope = group.Values.Runtime.NewScope();
            UpdateRun(group, state, run, step);
        }
    }

    /// <summary>Changes weights and moments in place; the gradient may be changed too.</summary>
    /// <param name="weight">[n].</param>
    /// <param name="gradient">[n].</param>
    /// <param name="moments">[n] each, in the order of <see cref="Moments"/>.</param>
    /// <param name="step">Where the step stands.</param>
    private protected abstract void Update(Tensor weight, Tensor gradient, Tensor[] moments, in StepInfo step);

    private void UpdateRun(ParameterGroup group, OptimizerState state, BlockwiseLayout.Run run, in StepInfo step)
    {
        Tensor Part(string name, int start, int length) => state[name].Narrow(0, start, length);

        var (weight, gradient) = (group.Values.Narrow(0, run.Start, run.Length), group.Gradients.Narrow(0, run.Start, run.Length));
        if (!run.IsQuantized)
        {
            Update(weight, gradient, [.. Moments.Select(moment => Part(moment.Name, run.At, run.Length))], step);
            return;
        }

        var stored = Moments.Select(moment => (
            Codes: Part(Codes(moment), run.At, run.Length),
            AbsMax: Part(AbsMax(moment), run.Block, run.Blocks),
            Map: moment.IsSigned ? _signed! : _unsigned!)).ToArray();
        var moments = Array.ConvertAll(stored, moment => moment.Map.Dequantize(moment.Codes, moment.AbsMax));
        Update(weight, gradient, moments, step);
        foreach (var (moment, value) in stored.Zip(moments))
        {
            moment.Map.Quantize(value, moment.Codes, moment.AbsMax);
        }
    }

    private static string Codes(Moment moment) => $"{moment.Name}.codes";

    private static string AbsMax(Moment moment) => $"{moment.Name}.absmax";
}
