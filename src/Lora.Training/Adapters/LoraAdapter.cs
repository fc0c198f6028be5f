using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// A low-rank branch beside a frozen layer: W x + multiplier * alpha / r * up(down(x)). Source: Hu et al., arXiv 2106.09685; convolutions as kohya's LoCon:
/// down has the layer's kernel, stride and padding, up is 1x1; in Tucker's form down is 1x1 and a third factor between them has the kernel.
/// </summary>
internal class LoraAdapter(AdapterTarget target, FactorForm form) : FactorAdapter(target, form, Factors(target, form))
{
    public const string DownName = "lora_down.weight";
    public const string MidName = "lora_mid.weight";
    public const string UpName = "lora_up.weight";

    private static readonly string[] LycorisOrder = [WeightDecomposition.Name, AlphaName, UpName, DownName, MidName];

    public override IEnumerable<AdapterTensor> Saved =>
        Form.IsLycoris ? base.Saved.OrderBy(tensor => Array.IndexOf(LycorisOrder, tensor.Name)) : base.Saved;

    public override bool MakesWeight => IsDecomposed;

    protected override IReadOnlyList<string> Folding { get; } = [UpName];

    protected override bool IsProduct => true;

    /// <summary>The two outer factors in force and what their product is scaled by.</summary>
    protected virtual (Tensor Down, Tensor Up, double Scale) Branch =>
        (Value(DownName), Scalar is { } scalar ? Value(UpName).Mul(scalar) : Value(UpName), Multiplier * Form.Alpha / Form.Rank);

    // |up down|^2 is the sum of (up' up) * (down down'), which are small
    public override Tensor? Norm()
    {
        if (!IsProduct || IsDecomposed || Form.IsTucker)
        {
            return base.Norm();
        }

        var (down, up, scale) = (Matrix(Branch.Down), Matrix(Branch.Up), Branch.Scale);
        return up.Transpose(0, 1).MatMul(up).Mul(down.MatMul(down.Transpose(0, 1))).Sum().Clamp(min: 0).Sqrt().Affine(Math.Abs(scale), 0);
    }

    public override IEnumerable<(string Name, int[] Shape, float[] Values)>? InDiffusersForm()
    {
        if (Form.IsTucker || IsDecomposed)
        {
            return null;
        }

        AdapterTensor down = Trained[0], up = Trained[1];
        return
        [
            ($"{Target.DiffusersName}.{DiffusersLoraNames.Down}", down.Shape, SavedValues(down)),
            ($"{Target.DiffusersName}.{DiffusersLoraNames.Up}", up.Shape, Array.ConvertAll(SavedValues(up), value => (float)(value * Form.Alpha / Form.Rank))),
        ];
    }

    protected override Tensor Run(AdaptableLayer layer, Tensor x)
    {
        if (IsDecomposed)
        {
            return base.Run(layer, x);
        }

        var (down, up, scale) = Branch;
        var tokens = layer.WeightShape.Length == 2 || x.Rank == 3;
        if (Drawn is { } draw && Dropouts.Neuron + Dropouts.Rank > 0)
        {
            return layer.ForwardFrozen(x).Add(Up(Dropped(Down(layer, x, down, tokens), draw, isImage: !tokens), up, tokens), scale);
        }

        if (tokens)
        {
            return x.LowRankLinear(layer.WeightShape.Length == 2 ? layer.Weight : layer.Weight.Reshape(layer.OutFeatures, layer.InFeatures),
                layer.Bias, Matrix(down), Matrix(up), scale);
        }

        return layer.ForwardFrozen(x).Add(Up(Down(layer, x, down, tokens), up, tokens), scale);
    }

    protected override Tensor Weight(Tensor frozen)
    {
        if (IsDecomposed)
        {
            return base.Weight(frozen);
        }

        var (down, up, scale) = Branch;
        return frozen.Add(Product(down, up), scale);
    }

    protected override Tensor Product(Tensor frozen) => Product(Value(DownName), Value(UpName));

    private Tensor Product(Tensor down, Tensor up) => (Form.IsTucker
        ? Tucker.Product(Value(MidName), Matrix(up).Transpose(0, 1), Matrix(down)) : Matrix(up).MatMul(Matrix(down))).Reshape(Target.Layer.WeightShape);

    private Tensor Down(AdaptableLayer layer, Tensor x, Tensor down, bool tokens) => tokens ? x.Linear(Matrix(down))
        : layer is Conv2d conv && Form.IsTucker ? x.Conv2d(down).Conv2d(Value(MidName), null, conv.Stride, conv.Padding)
        : x.Conv2d(down, null, ((Conv2d)layer).Stride, ((Conv2d)layer).Padding);

    private static Tensor Up(Tensor x, Tensor up, bool tokens) => tokens ? x.Linear(Matrix(up)) : x.Conv2d(up);

    private Tensor Dropped(Tensor x, AdapterDraw draw, bool isImage)
    {
        var neurons = Dropouts.Neuron > 0 ? Dropouts.Neurons(x, draw) : x;
        return Dropouts.Rank > 0 ? Dropouts.Ranks(neurons, draw, isImage) : neurons;
    }

    private static AdapterTensor?[] Factors(AdapterTarget target, FactorForm form)
    {
        var layer = target.Layer;
        var kernel = layer.WeightShape[2..].ToArray();
        int[] pixel = [.. kernel.Select(_ => 1)];
        return
        [
            AdapterTensor.Kaiming(DownName, form.Rank, layer.InFeatures, form.IsTucker ? pixel : kernel),
            AdapterTensor.Kaiming(UpName, layer.OutFeatures, form.Rank, pixel, isZero: !form.HasScalar),
            form.IsTucker ? AdapterTensor.Kaiming(MidName, form.Rank, form.Rank, kernel) : null,
        ];
    }
}
