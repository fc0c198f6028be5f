using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>A linear layer, convolution or norm with frozen weights whose output an adapter may compute instead.</summary>
public abstract class AdaptableLayer : Module
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;

    private protected AdaptableLayer(string path, string className, int[] weight, bool bias)
        : base(path, className)
    {
        _weight = weight.Length == 1 ? AddParameter("weight", weight) : AddWeight(weight);
        _bias = bias ? AddParameter("bias", weight[0]) : null;
    }

    /// <summary>[out, in] of a linear layer, [out, in, kh, kw] of a convolution: fp32, fp16 or bf16; [channels] of a norm: fp32.</summary>
    public Tensor Weight => Overlay ?? _weight.Value;

    /// <summary>
    /// Stands in for the checkpoint's weight while it is set: the weight with a LoRA merged into it, which spares a sampler the branch beside each layer.
    /// Who sets it frees it.
    /// </summary>
    public Tensor? Overlay
    {
        get;
        set => field = value is null || value.Shape.SequenceEqual(WeightShape)
            ? value : throw new ArgumentException($"'{Path}': an overlay has the weight's own shape.");
    }

    /// <summary>[out], fp32.</summary>
    public Tensor? Bias => BiasOverlay ?? _bias?.Value;

    /// <summary>Stands in for the checkpoint's bias as <see cref="Overlay"/> does for the weight; only where there is one.</summary>
    public Tensor? BiasOverlay
    {
        get;
        set => field = value is null || HasBias && value.Shape.SequenceEqual([OutFeatures])
            ? value : throw new ArgumentException($"'{Path}': an overlay has the bias' own shape.");
    }

    /// <summary>Shape of the weight; known before a checkpoint is loaded.</summary>
    public ReadOnlySpan<int> WeightShape => _weight.Shape;

    public bool HasBias => _bias is not null;

    /// <summary>Scales and shifts channels and maps none to another: its weight is a vector.</summary>
    public bool IsNorm => WeightShape.Length == 1;

    /// <summary>Input channels.</summary>
    public int InFeatures => WeightShape[^(IsNorm ? 1 : WeightShape.Length - 1)];

    /// <summary>Output channels.</summary>
    public int OutFeatures => WeightShape[0];

    /// <summary>Height and width of the kernel; (1, 1) for a linear layer.</summary>
    public virtual (int Height, int Width) Kernel => (1, 1);

    /// <summary>True where each pixel or token is mapped by itself: a linear layer or a 1x1 convolution of stride 1.</summary>
    public virtual bool IsPointwise => true;

    /// <summary>Null: the frozen layer alone.</summary>
    public ILayerAdapter? Adapter { get; set; }

    /// <summary>The layer's output, by the adapter where one is set.</summary>
    /// <param name="x">[..., in] for a linear layer, [n, in, h, w] for a convolution.</param>
    public Tensor Forward(Tensor x) => Seen(Adapter is { } adapter ? adapter.Forward(this, x) : ForwardFrozen(x));

    /// <summary>The output of the frozen layer alone, whatever adapter is set.</summary>
    public Tensor ForwardFrozen(Tensor x) => Compute(x, Weight, Bias);

    /// <summary>The layer's operation, of the same stride and padding, with another weight and bias.</summary>
    /// <param name="x">As <see cref="Forward"/> gets it.</param>
    /// <param name="weight">Of the weight's shape.</param>
    /// <param name="bias">[out], or null for none.</param>
    public abstract Tensor Compute(Tensor x, Tensor weight, Tensor? bias);
}

/// <summary>
/// Computes a layer's whole output, frozen part included (LoRA: <see cref="Tensor.LowRankLinear"/>).
/// </summary>
public interface ILayerAdapter
{
    /// <summary>
    /// The input is what <see cref="AdaptableLayer.Forward"/> gets; a 1x1 convolution inside a transformer is given tokens [n, pixels, in] (rank 3) and must
    /// return [n, pixels, out].
    /// </summary>
    Tensor Forward(AdaptableLayer layer, Tensor x);
}
