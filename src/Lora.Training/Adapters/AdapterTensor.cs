namespace Lora.Training;

/// <summary>One tensor of an adapter, in a file and in training.</summary>
/// <param name="Name">Ending of its name in the file, behind the layer's name and a dot: <c>lora_down.weight</c>.</param>
/// <param name="Shape">In the file; a trained one's parameter has the same, so that an optimizer sees what the peers' see.</param>
internal sealed record AdapterTensor(string Name, int[] Shape)
{
    /// <summary>The one value of a tensor that is not trained, as alpha; null of a trained one.</summary>
    public float? Constant { get; init; }

    /// <summary>Fills in the values that training starts from; null: zeros.</summary>
    public Action<RandomStream, float[]>? Initial { get; init; }

    /// <summary>False for what is trained and folded into the others when they are saved.</summary>
    public bool IsSaved { get; init; } = true;

    public bool IsTrained => Constant is null;

    /// <summary>It leads out of the rank, so that LoRA+ gives it a rate of its own: as in the peers, by its name.</summary>
    public bool LeadsOut => Name.Contains("lora_up", StringComparison.Ordinal);

    /// <summary>A factor that starts from torch's usual values, or from zeros.</summary>
    /// <param name="name">Ending of its name.</param>
    /// <param name="outputs">First dimension.</param>
    /// <param name="inputs">Second one.</param>
    /// <param name="kernel">What follows.</param>
    /// <param name="isZero">It starts from zeros.</param>
    public static AdapterTensor Kaiming(string name, int outputs, int inputs, int[] kernel, bool isZero = false)
    {
        int[] shape = [outputs, inputs, .. kernel];
        return new(name, shape) { Initial = isZero ? null : Initials.Kaiming(shape) };
    }

    /// <summary>Number of values.</summary>
    public int Count => Shape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Whether a file's tensor of that shape is this one: dimensions of size 1 at the end do not count, as of a 1x1 convolution.</summary>
    public bool Fits(int[] shape) => Trimmed(shape).SequenceEqual(Trimmed(Shape));

    private static ReadOnlySpan<int> Trimmed(ReadOnlySpan<int> shape) => shape.TrimEnd(1);
}
