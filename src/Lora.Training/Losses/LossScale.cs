using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// Dynamic loss scaling for products in fp16, whose smallest gradients would vanish: the loss is multiplied by a power of two, the gradients are divided by it,
/// and a step whose gradients are not finite changes nothing and halves the factor. All on the device: what was decided is never read back, so a skipped step
/// counts as a step. Micikevicius et al., arXiv 1710.03740; start, growth and interval as torch.amp.GradScaler's.
/// </summary>
internal sealed class LossScale : IDisposable
{
    private const double Start = 65536, Growth = 2, Backoff = 0.5;
    private const int Interval = 2000;

    private readonly TensorRuntime _runtime;
    private readonly Tensor _factor;
    private readonly Tensor _steady;

    /// <summary>In the scope that is open now: it must outlive the training.</summary>
    public LossScale(TensorRuntime runtime)
    {
        _runtime = runtime;
        _factor = runtime.Full([1], Start);
        _steady = runtime.Zeros([1]);
    }

    /// <summary>What a saved state holds of it.</summary>
    public IEnumerable<(string Name, Tensor Value)> Tensors => [("loss_scale", _factor), ("loss_scale.steady", _steady)];

    /// <summary>The loss as backward takes it, [1].</summary>
    public Tensor Apply(Tensor loss) => loss.Mul(_factor);

    /// <summary>Divides the gradients and lets the update happen if they are finite; then moves the factor.</summary>
    /// <param name="groups">Whose gradients were made with the scaled loss.</param>
    /// <param name="changed">What the update changes: weights and moments.</param>
    /// <param name="update">Clips and updates.</param>
    public void Step(IReadOnlyList<ParameterGroup> groups, IReadOnlyList<Tensor> changed, Action update)
    {
        using var off = _runtime.NoGrad();
        var inverse = _factor.Reciprocal();
        var sum = _runtime.Zeros([1]);
        foreach (var group in groups)
        {
            group.Gradients.Mul_(inverse);
            // 0 where all are finite, else not a number
            sum = sum.Add(group.Gradients.Affine(0, 0).Sum());
        }

        var isFinite = sum.Compare(Comparison.Equal, _runtime.Zeros([1]));
        Tensor[] before = [.. changed.Select(tensor => _runtime.Zeros(tensor.Shape, tensor.DType).Copy_(tensor))];
        update();
        for (var i = 0; i < before.Length; i++)
        {
            changed[i].Copy_(changed[i].Where(isFinite, before[i]).Reshape(changed[i].Shape));
        }

        var steady = _steady.Affine(1, 1).Where(isFinite, _runtime.Zeros([1]));
        var waits = steady.Compare(Comparison.Less, _runtime.Full([1], Interval));
        _factor.Copy_(_factor.Where(waits, _factor.Affine(Growth, 0)).Where(isFinite, _factor.Affine(Backoff, 0)));
        _steady.Copy_(steady.Where(waits, _runtime.Zeros([1])));
    }

    public void Dispose()
    {
        _factor.Dispose();
        _steady.Dispose();
    }
}
