using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>How a model is opened.</summary>
public sealed record ModelSettings
{
    /// <summary>Element type of the large weights; null keeps the files'. Fp32 spares a small model the conversion at each use.</summary>
    public DType? Storage { get; init; }

    /// <summary>It predicts velocity, whatever its files say; null: as they say, else noise.</summary>
    public bool? VParameterization { get; init; }

    /// <summary>Its noise schedule ends in pure noise, whatever its files say; null: as they say.</summary>
    public bool? ZeroTerminalSnr { get; init; }
}
