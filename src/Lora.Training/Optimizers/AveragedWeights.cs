using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// The average x in place of the weights y that are trained, y = lerp(x, z, 1 - beta1), until it is disposed: then y is back, bit for bit. Source: Defazio et
/// al., arXiv 2405.15682.
/// </summary>
internal sealed class AveragedWeights : IDisposable
{
    private readonly (Tensor Values, Tensor Trained)[] _weights;

    /// <param name="weights">y, replaced in place, and z of each group.</param>
    /// <param name="beta">beta1: where between x and z the gradient is taken.</param>
    public AveragedWeights(IEnumerable<(Tensor Values, Tensor Z)> weights, double beta) => _weights = [.. weights.Select(pair =>
    {
        using var off = pair.Values.Runtime.NoGrad();
        var trained = pair.Values.Runtime.Zeros(pair.Values.Shape).Copy_(pair.Values);
        pair.Values.Lerp_(pair.Z, 1 - (1 / beta));
        return (pair.Values, trained);
    })];

    public void Dispose()
    {
        foreach (var (values, trained) in _weights.Where(pair => !pair.Trained.IsDisposed))
        {
            using var off = values.Runtime.NoGrad();
            values.Copy_(trained);
            trained.Dispose();
        }
    }
}
