using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// The trainable parameters that share a learning rate, as views of one flat buffer; their gradients are views of a second one of the same size. Zeroing,
/// clipping and an update that treats all weights alike then cost a few operations, whatever the number of layers. Made in the scope that is open: it must
/// outlive the training.
/// </summary>
public sealed class ParameterGroup : IDisposable
{
    private readonly List<Tensor> _views = [];
    private readonly int[] _sizes;
    private readonly int[] _offsets;

    /// <param name="runtime">Where the buffers live.</param>
    /// <param name="name">For messages and logs: <c>unet</c>, <c>text_encoder</c>.</param>
    /// <param name="learningRate">The base rate of its part, before the schedule.</param>
    /// <param name="shapes">The parameters' shapes, in order; all are zero at first.</param>
    internal ParameterGroup(TensorRuntime runtime, string name, double learningRate, IReadOnlyList<int[]> shapes)
    {
        (Name, Part, Shapes) = (name, name, shapes);
        PartRate = learningRate;
        _sizes = [.. shapes.Select(shape => shape.Aggregate(1, (product, size) => checked(product * size)))];
        _offsets = new int[shapes.Count];
        var total = 0;
        for (var i = 0; i < shapes.Count; i++)
        {
            _offsets[i] = total;
            total = checked(total + _sizes[i]);
        }

        Values = runtime.Zeros([total]);
        Gradients = runtime.Zeros([total]);
        using var off = runtime.NoGrad();
        Parameters = [.. shapes.Select((shape, i) => View(shape, i))];
    }

    public string Name { get; }

    /// <summary>The part of the model that it is of: its name where the part has no other group.</summary>
    public string Part { get; init; }

    /// <summary>Base rate of the part, before the schedule; a phase of the training may have another one.</summary>
    public double PartRate { get; internal set; }

    /// <summary>Of the part's rate: a block's weight, LoRA+.</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>Base rate, before the schedule.</summary>
    public double LearningRate => PartRate * RateFactor;

    /// <summary>Shapes of <see cref="Parameters"/>.</summary>
    internal IReadOnlyList<int[]> Shapes { get; }

    /// <summary>All values, [n].</summary>
    public Tensor Values { get; }

    /// <summary>All gradients, [n]; backward adds into it, <see cref="Tensor.Zero_"/> empties it.</summary>
    public Tensor Gradients { get; }

    /// <summary>The parameters, shaped, in the order of the constructor.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>Number of trainable values.</summary>
    public int Count => Values.Size(0);

    /// <summary>Overwrites one parameter from row-major values.</summary>
    public void Set(int index, ReadOnlySpan<float> values)
    {
        if (values.Length != _sizes[index])
        {
            throw new ArgumentException($"Parameter {index} of {Name} has {_sizes[index]} values, {values.Length} were given.", nameof(values));
        }

        using var off = Values.Runtime.NoGrad();
        using var part = Values.Narrow(0, _offsets[index], _sizes[index]);
        part.CopyFrom_(values);
    }

    public void Dispose()
    {
        foreach (var view in _views)
        {
            view.Dispose();
        }

        Values.Dispose();
        Gradients.Dispose();
    }

    private Tensor View(int[] shape, int index)
    {
        var parameter = Shaped(Values, shape, index);
        parameter.RequiresGrad = true;
        parameter.Grad = Shaped(Gradients, shape, index);
        return parameter;
    }

    private Tensor Shaped(Tensor flat, int[] shape, int index)
    {
        var part = flat.Narrow(0, _offsets[index], _sizes[index]);
        var shaped = part.Reshape(shape);
        _views.Add(shaped);
        if (!ReferenceEquals(part, shaped))
        {
            _views.Add(part);
        }

        return shaped;
    }
}
