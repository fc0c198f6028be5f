using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// Singular values and vectors of the weight itself, trained; what they were is taken off again, so that training starts from the base model. The noisier a
/// sample is, the fewer ranks it has. Source: Soboleva et al., T-LoRA, arXiv 2507.05964; LyCORIS 4 modules/tlora.py.
/// </summary>
internal sealed class TLoraAdapter : DeltaAdapter
{
    public const string InputsName = "q_layer.weight";
    public const string OutputsName = "p_layer.weight";
    public const string ValuesName = "lambda_layer";

    private readonly TLoraForm _form;
    private readonly SingularStart _start;
    private Tensor[] _base = [];

    /// <param name="target">A linear layer, or a convolution over one pixel.</param>
    /// <param name="form">Of the factors.</param>
    public TLoraAdapter(AdapterTarget target, TLoraForm form)
        : this(target, form, new SingularStart(target.Layer, form.Rank, form.Part))
    {
    }

    private TLoraAdapter(AdapterTarget target, TLoraForm form, SingularStart start)
        : base(target, null, All(target.Layer, form, start)) => (_form, _start) = (form, start);

    public override bool Varies => true;

    public override bool MakesWeight => false;

    public override IEnumerable<Tensor> Held => [.. base.Held, .. _base];

    /// <summary>Ranks that a sample of that timestep has.</summary>
    public static int RanksAt(double timestep, int rank, int least, int timesteps = 1000) =>
        Math.Min(rank, (int)((timesteps - timestep) / timesteps * (rank - least)) + least);

    public override void Bind(params IReadOnlyList<Tensor> values)
    {
        base.Bind(values);
        var runtime = values[0].Runtime;
        using var off = runtime.NoGrad();
        int ins = _start.Inputs.Length / _form.Rank, outs = _start.Outputs.Length / _form.Rank;
        _base = [runtime.FromFloats(_start.Inputs, [_form.Rank, ins]), runtime.FromFloats(_start.Outputs, [outs, _form.Rank]),
            runtime.FromFloats(_start.Values, [1, _form.Rank])];
    }

    protected override Tensor Run(AdaptableLayer layer, Tensor x)
    {
        if (Drawn is not { } draw || Dropouts.Neuron + Dropouts.Rank > 0 || x.Size(0) % draw.Timesteps.Count != 0)
        {
            return base.Run(layer, x);
        }

        // a sample's own ranks, so beside the layer in place of a weight for all; a long text has several rows a sample
        var tokens = x.Rank == 4 ? x.Reshape(x.Size(0), x.Size(1), -1).Transpose(1, 2) : x;
        var each = x.Size(0) / draw.Timesteps.Count;
        var mask = Mask(x.Runtime, [.. draw.Timesteps.SelectMany(timestep => Enumerable.Repeat(timestep, each))],
            [x.Size(0), .. Enumerable.Repeat(1, tokens.Rank - 2), _form.Rank]);
        var (inputs, outputs, values) = Factors();
        var change = Branch(inputs, outputs, values).Sub(Branch(_base[0], _base[1], _base[2]));
        return layer.ForwardFrozen(x).Add(x.Rank == 4 ? change.Transpose(1, 2).Reshape(x.Size(0), -1, x.Size(2), x.Size(3)) : change, Multiplier * _form.Scale);

        Tensor Branch(Tensor q, Tensor p, Tensor lambda) => tokens.Linear(q).Mul(lambda.Mul(mask)).Linear(p);
    }

    protected override Tensor Delta(Tensor frozen)
    {
        var (inputs, outputs, values) = Factors();
        // one weight for all samples: the ranks of the first
        var mask = Drawn is { } draw ? Mask(frozen.Runtime, [draw.Timesteps[0]], [1, _form.Rank]) : null;
        return Weighted(inputs, outputs, values).Sub(Weighted(_base[0], _base[1], _base[2])).Affine(_form.Scale, 0).Reshape(Target.Layer.WeightShape);

        Tensor Weighted(Tensor q, Tensor p, Tensor lambda) => p.Mul(mask is null ? lambda : lambda.Mul(mask)).MatMul(q);
    }

    private (Tensor Inputs, Tensor Outputs, Tensor Values) Factors() =>
        (Value(InputsName).Reshape(_form.Rank, -1), Value(OutputsName).Reshape(-1, _form.Rank), Value(ValuesName));

    private Tensor Mask(TensorRuntime runtime, IReadOnlyList<float> timesteps, int[] shape)
    {
        var values = new float[timesteps.Count * _form.Rank];
        for (var i = 0; i < timesteps.Count; i++)
        {
            values.AsSpan(i * _form.Rank, RanksAt(timesteps[i], _form.Rank, _form.LeastRank)).Fill(1);
        }

        return runtime.FromFloats(values, shape);
    }

    private static AdapterTensor[] All(AdaptableLayer layer, TLoraForm form, SingularStart start)
    {
        int[] pixel = [.. layer.WeightShape[2..].ToArray().Select(_ => 1)];
        return
        [
            new(InputsName, [form.Rank, layer.InFeatures, .. pixel]) { Initial = (_, values) => start.Inputs.CopyTo(values, 0) },
            new(OutputsName, [layer.OutFeatures, form.Rank, .. pixel]) { Initial = (_, values) => start.Outputs.CopyTo(values, 0) },
            new(ValuesName, [1, form.Rank]) { Initial = (_, values) => start.Values.CopyTo(values, 0) },
            new(FactorAdapter.AlphaName, []) { Constant = (float)form.Alpha },
        ];
    }
}
