using System.Globalization;

namespace Lora.Tensors;

/// <summary>A device by PyTorch's name: <c>cpu</c>, <c>cuda:1</c>.</summary>
/// <param name="Type"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Index">Which of them, from 0.</param>
public readonly record struct ComputeDevice(string Type, int Index = 0)
{
    /// <summary>The processor.</summary>
    public static ComputeDevice Cpu { get; } = new("cpu");

    public override string ToString() => Type == "cpu" ? Type : string.Create(CultureInfo.InvariantCulture, $"{Type}:{Index}");
}
