namespace Lora.Training;

/// <summary>What is taken of the difference of two models.</summary>
public sealed record ExtractSettings
{
    /// <summary>Highest rank of linear layers and 1x1 convolutions.</summary>
    public int Dim { get; init; } = 4;

    /// <summary>Highest rank of other convolutions; null leaves them out.</summary>
    public int? ConvDim { get; init; }

    /// <summary>Values beyond this quantile of a layer's factors are clamped to it; 1 clamps at the largest, null at none.</summary>
    public double? ClampQuantile { get; init; } = SvdFactors.UsualQuantile;

    /// <summary>The text encoders get a LoRA if a weight differs by more.</summary>
    public double MinDiff { get; init; } = 0.01;

    /// <summary>Share of each layer's sum of squares that is enough, where it takes a lower rank; null: the highest rank always.</summary>
    public double? Energy { get; init; }
}
