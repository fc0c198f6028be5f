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

    public bool IsTrained => Constant is null;

    /// <summary>Number of values.</summary>
    public int Count => Shape.Aggregate(1, (product, size) => checked(product * size));
}
