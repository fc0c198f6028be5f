namespace Lora.Tagging;

/// <summary>The kinds of numbers that models of pictures are given and give.</summary>
public enum OnnxElement
{
    /// <summary>None of the others.</summary>
    Other,
    Float16,
    Float32,
    Float64,
    Int32,
    Int64,
}

/// <summary>Numbers in a shape, row by row.</summary>
public sealed class OnnxTensor
{
    private OnnxTensor(OnnxElement element, Array data, int[] shape)
    {
        if (shape.Aggregate(1L, (product, size) => product * size) != data.LongLength)
        {
            throw new ArgumentException($"{data.LongLength} numbers do not fill [{string.Join(", ", shape)}].", nameof(shape));
        }

        (Element, Data, Shape) = (element, data, shape);
    }

    public OnnxTensor(float[] data, params int[] shape)
        : this(OnnxElement.Float32, data, shape)
    {
    }

    public OnnxTensor(double[] data, params int[] shape)
        : this(OnnxElement.Float64, data, shape)
    {
    }

    public OnnxTensor(int[] data, params int[] shape)
        : this(OnnxElement.Int32, data, shape)
    {
    }

    public OnnxTensor(long[] data, params int[] shape)
        : this(OnnxElement.Int64, data, shape)
    {
    }

    public OnnxElement Element { get; }

    public IReadOnlyList<int> Shape { get; }

    /// <summary>An array of the element's type.</summary>
    public Array Data { get; }

    /// <exception cref="InvalidCastException">It holds no fp32 numbers.</exception>
    public float[] Floats => (float[])Data;
}
