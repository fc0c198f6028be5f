namespace Lora.Tensors;

/// <summary>What a tensor engine is opened with.</summary>
public sealed record TensorEngineRequest
{
    /// <summary>Where the engine's packages lie: the folder of each, by the package's name.</summary>
    public required IReadOnlyDictionary<string, string> Packages { get; init; }

    /// <summary>The <c>lib</c> folder of a PyTorch that is there already, to be used instead of the packages that hold libtorch.</summary>
    public string? LibTorch { get; init; }

    /// <summary>The device to compute on.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Cpu;

    /// <summary>Threads of operations on the CPU, at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Lets a GPU round the factors of fp32 products to 10 bits of mantissa.</summary>
    public bool AllowTf32 { get; init; }

    /// <summary>A folder that stays between builds, for native files that have to be joined or adjusted before they load.</summary>
    public required string WorkFolder { get; init; }
}
