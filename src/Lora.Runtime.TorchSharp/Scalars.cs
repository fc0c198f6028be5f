using TorchSharp;

namespace Lora.Runtime.Torch;

/// <summary>Numbers as libtorch's operations take them, each made once: every one is a native object that TorchSharp leaves to the garbage collector.</summary>
internal sealed class Scalars : IDisposable
{
    // a learning rate that changes with each step would fill the table without end
    private const int Most = 1024;

    private readonly Dictionary<double, Scalar> _made = [];

    public Scalar this[double value]
    {
        get
        {
            if (!_made.TryGetValue(value, out var scalar))
            {
                if (_made.Count == Most)
                {
                    Dispose();
                }

                _made[value] = scalar = value.ToScalar();
            }

            return scalar;
        }
    }

    public void Dispose()
    {
        foreach (var scalar in _made.Values)
        {
            scalar.Dispose();
        }

        _made.Clear();
    }
}
