using TorchSharp;

namespace Lora.Runtime.Torch;

/// <summary>
/// Numbers as libtorch's operations take them, each made once. Every one is a native object, and while a call has its address nothing but this table keeps it
/// from the garbage collector: none may be made for a call alone, and one that was given out outlives the making of many others.
/// </summary>
internal sealed class Scalars : IDisposable
{
    // a learning rate that changes with each step would fill the table without end
    private const int Most = 1024;

    private Dictionary<double, Scalar> _made = [];
    private Dictionary<double, Scalar> _before = [];

    public Scalar this[double value]
    {
        get
        {
            if (_made.TryGetValue(value, out var scalar))
            {
                return scalar;
            }

            if (_made.Count == Most)
            {
                Free(_before);
                (_made, _before) = (_before, _made);
            }

            return _made[value] = _before.Remove(value, out scalar) ? scalar : value.ToScalar();
        }
    }

    public void Dispose()
    {
        Free(_made);
        Free(_before);
    }

    private static void Free(Dictionary<double, Scalar> scalars)
    {
        foreach (var scalar in scalars.Values)
        {
            scalar.Dispose();
        }

        scalars.Clear();
    }
}
