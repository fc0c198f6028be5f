using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>A named weight of a module: name and shape come with the structure, the values when a checkpoint is loaded.</summary>
/// <param name="name">Full name as in the state dict, for instance <c>conv_in.weight</c>.</param>
/// <param name="shape">Shape as PyTorch stores it.</param>
/// <param name="keepsStoredType">True for the large weights, which stay in a checkpoint's fp16 or bf16; the others become fp32 when they are loaded.</param>
public sealed class Parameter(string name, int[] shape, bool keepsStoredType = false) : IDisposable
{
    private Tensor? _value;

    public string Name { get; } = name;

    public ReadOnlySpan<int> Shape => shape;

    /// <summary>Number of values.</summary>
    public long Count => shape.Aggregate(1L, (product, size) => product * size);

    public bool KeepsStoredType { get; } = keepsStoredType;

    public bool IsLoaded => _value is not null;

    /// <summary>The values, in the stored element type (matrices, convolutions) or fp32 (everything else).</summary>
    /// <exception cref="InvalidOperationException">Read before a checkpoint was loaded.</exception>
    public Tensor Value
    {
        get => _value ?? throw new InvalidOperationException($"'{Name}' is used before its values are loaded.");
        set
        {
            if (!value.Shape.SequenceEqual(shape))
            {
                throw new ArgumentException($"'{Name}' wants shape [{string.Join(", ", shape)}], got [{string.Join(", ", value.Shape.ToArray())}].");
            }

            _value = value;
        }
    }

    /// <summary>Frees the values; others can be set again.</summary>
    public void Dispose()
    {
        _value?.Dispose();
        _value = null;
    }

    public override string ToString() => $"{Name} [{string.Join(", ", shape)}]";
}
