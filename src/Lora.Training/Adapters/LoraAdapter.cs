using Lora.Diffusion;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// A low-rank branch beside a frozen layer: W x + multiplier * alpha / r * up(down(x)). Source: Hu et al., arXiv 2106.09685; convolutions as kohya's LoCon:
/// down has the layer's kernel, stride and padding, up is 1x1.
/// </summary>
/// <param name="target">The layer and its name in a file.</param>
/// <param name="rank">r, at least 1.</param>
/// <param name="alpha">As it stands in the file.</param>
internal sealed class LoraAdapter(AdapterTarget target, int rank, double alpha) : Adapter(
    target,
    new("alpha", []) { Constant = (float)alpha },
    new(DownName, [rank, .. target.Layer.WeightShape[1..]]) { Initial = KaimingUniform(target) },
    new(UpName, target.Layer.WeightShape.Length == 2 ? [target.Layer.OutFeatures, rank] : [target.Layer.OutFeatures, rank, 1, 1]))
{
    public const string DownName = "lora_down.weight";
    public const string UpName = "lora_up.weight";

    private double Scale => Multiplier * alpha / rank;

    public override Tensor Forward(AdaptableLayer layer, Tensor x)
    {
        var (down, up) = (Values[0], Values[1]);
        if (layer.WeightShape.Length == 2)
        {
            return x.LowRankLinear(layer.Weight, layer.Bias, down, up, Scale);
        }

        if (x.Rank == 3)
        {
            return x.LowRankLinear(layer.Weight.Reshape(layer.OutFeatures, layer.InFeatures), layer.Bias, Matrix(down), Matrix(up), Scale);
        }

        var conv = (Conv2d)layer;
        return conv.ForwardFrozen(x).Add(x.Conv2d(down, null, conv.Stride, conv.Padding).Conv2d(up), Scale);
    }

    public override Tensor Merged()
    {
        var layer = Target.Layer;
        using var scope = Values[0].Runtime.NewScope();
        return scope.Keep(layer.Weight.Add(Matrix(Values[1]).MatMul(Matrix(Values[0])).Reshape(layer.WeightShape), Scale));
    }

    public override IEnumerable<(string Name, int[] Shape, float[] Values)> InDiffusersForm() =>
    [
        ($"{Target.DiffusersName}.{DiffusersLoraNames.Down}", Trained[0].Shape, Values[0].ToFloats()),
        ($"{Target.DiffusersName}.{DiffusersLoraNames.Up}", Trained[1].Shape,
            Array.ConvertAll(Values[1].ToFloats(), value => (float)(value * alpha / rank))),
    ];

    private static Tensor Matrix(Tensor factor) => factor.Reshape(factor.Size(0), -1);

    // torch's kaiming_uniform_(a=sqrt(5)): the bound comes out as 1 / sqrt(fan_in)
    private static Action<RandomStream, float[]> KaimingUniform(AdapterTarget target)
    {
        var fanIn = target.Layer.InFeatures * target.Layer.Kernel.Height * target.Layer.Kernel.Width;
        var bound = (float)(1 / Math.Sqrt(fanIn));
        return (random, values) => random.Uniform(values, -bound, bound);
    }
}

/// <summary>kohya's LoRA: with <c>conv_dim</c> it covers the convolutions of the residual blocks too (LoRA-C3Lier), at a rank and alpha of their own.</summary>
internal sealed class LoraKind : AdapterKind
{
    public override IReadOnlyList<string> Marks { get; } = [LoraAdapter.DownName, LoraAdapter.UpName];

    public override AdapterReach Reach(OptionValues values) => ConvolutionRank(values) > 0 ? AdapterReach.Convolutions : AdapterReach.Attention;

    public override Adapter Create(AdapterTarget target, OptionValues values)
    {
        if (!target.IsConvolution)
        {
            return new LoraAdapter(target, values.Get(NetworkOptions.NetworkDim), values.Get(NetworkOptions.NetworkAlpha));
        }

        var rank = ConvolutionRank(values);
        var alpha = values.Get(NetworkOptions.NetworkArgs).Get<double>("conv_alpha");
        return new LoraAdapter(target, rank, alpha > 0 ? alpha : rank);
    }

    public override Adapter Read(AdapterTarget target, AdapterModule module, double multiplier)
    {
        var rank = module.Tensors.TryGetValue(LoraAdapter.DownName, out var down) && down.Shape is [> 0 and var first, ..] ? first : 1;
        var alpha = module.Tensors.TryGetValue("alpha", out var given) && given.Values is [var value] ? value : rank;
        return new LoraAdapter(target, rank, alpha) { Multiplier = multiplier };
    }

    private static int ConvolutionRank(OptionValues values) => values.Get(NetworkOptions.NetworkArgs).Get<int>("conv_dim");
}
