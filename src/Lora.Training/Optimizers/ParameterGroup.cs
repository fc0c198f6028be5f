using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// The trainable parameters that share a learning rate, as views of one flat buffer; their gradients are views of a second one of the same size. Zeroing,
/// clipping and an update that treats all weights alike then cost a few operations, whatever the number of layers. With a fused backward pass each parameter
/// is a group of its own, and its gradient is there from its completion on the way back until the update. Made in the scope that is open: it must outlive the
/// training.
/// </summary>
public sealed class ParameterGroup : IDisposable
{
    private readonly List<Tensor> _views = [];
    private readonly int[] _sizes;
    private readonly int[] _offsets;
    private readonly Tensor? _gradients;

    /// <param name="runtime">Where the buffers live.</param>
    /// <param name="name">For messages and logs: <c>unet</c>, <c>text_encoder</c>.</param>
    /// <param name="learningRate">The base rate of its part, before the schedule.</param>
    /// <param name="shapes">The parameters' shapes, in order; all are zero at first.</param>
    /// <param name="fusedAt">Place of the one parameter among those that would be a group without a fused backward pass; null: there is none.</param>
    internal ParameterGroup(TensorRuntime runtime, string name, double learningRate, IReadOnlyList<int[]> shapes, int? fusedAt = null)
    {
        (Name, Part, RateName, Shapes) = (fusedAt is null ? name : FormattableString.Invariant($"{name}.{fusedAt}"), name, name, shapes);
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
        _gradients = fusedAt is null ? runtime.Zeros([total]) : null;
        using var off = runtime.NoGrad();
        Parameters = [.. shapes.Select((shape, i) => View(shape, i))];
        if (_gradients is null)
        {
            Parameters.Single().RegisterPostAccumulateGradHook(_ => GradientArrived?.Invoke(this));
        }
    }

    /// <summary>No other group has it.</summary>
    public string Name { get; }

    /// <summary>The name of its rate: that of the group, or of all parameters of a fused backward pass that would be one group without it.</summary>
    public string RateName { get; }

    /// <summary>The part of the model that it is of: the name of its rate where the part has no other.</summary>
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

    /// <summary>
    /// All gradients, [n]; backward adds into it, <see cref="Tensor.Zero_"/> empties it. In a fused backward pass a view in the scope that is open now, while
    /// there is a gradient.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public Tensor Gradients =>
        _gradients ?? Parameters[0].Grad?.Reshape(Count) ?? throw new InvalidOperationException($"No gradient has come to '{Name}'.");

    /// <summary>Told by a fused backward pass when <see cref="Gradients"/> are there.</summary>
    internal Action<ParameterGroup>? GradientArrived { get; set; }

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
        _gradients?.Dispose();
    }

    private Tensor View(int[] shape, int index)
    {
        var parameter = Shaped(Values, shape, index);
        parameter.RequiresGrad = true;
        if (_gradients is not null)
        {
            parameter.Grad = Shaped(_gradients, shape, index);
        }

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
