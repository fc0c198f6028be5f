using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// A low-rank branch beside a frozen layer: W x + multiplier * alpha / r * up(down(x)). Source: Hu et al., arXiv 2106.09685; convolutions as kohya's LoCon:
/// down has the layer's kernel, stride and padding, up is 1x1; in Tucker's form down is 1x1 and a third factor between them has the kernel.
/// </summary>
internal sealed class LoraAdapter : DeltaAdapter
{
    public const string AlphaName = "alpha";
    public const string DownName = "lora_down.weight";
    public const string MidName = "lora_mid.weight";
    public const string UpName = "lora_up.weight";

    private readonly LoraForm _form;
    private readonly AdapterTensor _down;
    private readonly AdapterTensor _up;
    private readonly AdapterTensor? _mid;
    private readonly AdapterTensor? _scalar;

    public LoraAdapter(AdapterTarget target, LoraForm form)
        : this(target, form, new Factors(target, form))
    {
    }

    private LoraAdapter(AdapterTarget target, LoraForm form, Factors factors)
        : base(target, form.Decomposition, [.. factors.All])
    {
        _form = form;
        (_down, _up, _mid, _scalar) = (factors.Down, factors.Up, factors.Mid, factors.Scalar);
    }

    private double Scale => Multiplier * _form.Alpha / _form.Rank;

    public override float[] SavedValues(AdapterTensor tensor) =>
        _scalar is not null && tensor == _up ? AdapterScalar.Folded(base.SavedValues(tensor), ValueOf(_scalar)) : base.SavedValues(tensor);

    public override IEnumerable<(string Name, int[] Shape, float[] Values)>? InDiffusersForm() => _mid is not null || IsDecomposed ? null :
    [
        ($"{Target.DiffusersName}.{DiffusersLoraNames.Down}", _down.Shape, SavedValues(_down)),
        ($"{Target.DiffusersName}.{DiffusersLoraNames.Up}", _up.Shape, Array.ConvertAll(SavedValues(_up), value => (float)(value * _form.Alpha / _form.Rank))),
    ];

    protected override Tensor Run(AdaptableLayer layer, Tensor x)
    {
        if (IsDecomposed)
        {
            return base.Run(layer, x);
        }

        var (down, up) = (ValueOf(_down), ValueOf(_up));
        if (_scalar is not null)
        {
            up = up.Mul(ValueOf(_scalar));
        }

        var tokens = layer.WeightShape.Length == 2 || x.Rank == 3;
        if (Drawn is { } draw && Dropouts.Neuron + Dropouts.Rank > 0)
        {
            return layer.ForwardFrozen(x).Add(Up(layer, Dropped(Down(layer, x, down, tokens), draw, isImage: !tokens), up, tokens), Scale);
        }

        if (tokens)
        {
            return layer.WeightShape.Length == 2 ? x.LowRankLinear(layer.Weight, layer.Bias, down, up, Scale)
                : x.LowRankLinear(layer.Weight.Reshape(layer.OutFeatures, layer.InFeatures), layer.Bias, Matrix(down), Matrix(up), Scale);
        }

        return layer.ForwardFrozen(x).Add(Up(layer, Down(layer, x, down, tokens), up, tokens), Scale);
    }

    protected override Tensor Weight(Tensor frozen) => IsDecomposed ? base.Weight(frozen) : frozen.Add(Product(), Scale);

    protected override Tensor Delta(Tensor frozen) => Product().Affine(_form.Alpha / _form.Rank, 0);

    private Tensor Product()
    {
        var (down, up) = (Matrix(ValueOf(_down)), Matrix(ValueOf(_up)));
        var product = _mid is null ? up.MatMul(down) : Tucker.Product(ValueOf(_mid), up.Transpose(0, 1), down);
        return (_scalar is null ? product : product.Mul(ValueOf(_scalar))).Reshape(Target.Layer.WeightShape);
    }

    private Tensor Down(AdaptableLayer layer, Tensor x, Tensor down, bool tokens) =>
        tokens ? x.Linear(Matrix(down)) : _mid is null ? layer.Compute(x, down, null) : layer.Compute(x.Conv2d(down), ValueOf(_mid), null);

    private static Tensor Up(AdaptableLayer layer, Tensor x, Tensor up, bool tokens) => tokens ? x.Linear(Matrix(up)) : x.Conv2d(up);

    private Tensor Dropped(Tensor x, AdapterDraw draw, bool isImage)
    {
        var neurons = Dropouts.Neuron > 0 ? Dropouts.Neurons(x, draw) : x;
        return Dropouts.Rank > 0 ? Dropouts.Ranks(neurons, draw, isImage) : neurons;
    }

    private static Tensor Matrix(Tensor factor) => factor.Rank == 2 ? factor : factor.Reshape(factor.Size(0), -1);

    /// <summary>The tensors, kohya's order.</summary>
    private sealed class Factors
    {
        public Factors(AdapterTarget target, LoraForm form)
        {
            var layer = target.Layer;
            int[] pixel = [.. Enumerable.Repeat(1, layer.WeightShape.Length - 2)];
            var kernel = layer.WeightShape[2..].ToArray();
            var isTucker = form.IsTucker && target.IsConvolution;
            Down = Factor(DownName, [form.Rank, layer.InFeatures, .. isTucker ? pixel : kernel], isZero: false);
            Mid = isTucker ? Factor(MidName, [form.Rank, form.Rank, .. kernel], isZero: false) : null;
            Up = Factor(UpName, [layer.OutFeatures, form.Rank, .. pixel], isZero: !form.HasScalar);
            Scalar = form.HasScalar ? AdapterScalar.Zero() : null;
            Alpha = new(AlphaName, []) { Constant = (float)form.Alpha };
            Decomposition = form.Decomposition?.Scale;
        }

        public AdapterTensor Alpha { get; }

        public AdapterTensor Down { get; }

        public AdapterTensor Up { get; }

        public AdapterTensor? Mid { get; }

        public AdapterTensor? Scalar { get; }

        public AdapterTensor? Decomposition { get; }

        public IEnumerable<AdapterTensor> All => ((AdapterTensor?[])[Alpha, Down, Up, Mid, Decomposition, Scalar]).OfType<AdapterTensor>();

        private static AdapterTensor Factor(string name, int[] shape, bool isZero) => new(name, shape) { Initial = isZero ? null : Initials.Kaiming(shape) };
    }
}
