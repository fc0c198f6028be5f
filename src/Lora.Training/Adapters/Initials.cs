namespace Lora.Training;

/// <summary>Values that training starts from.</summary>
internal static class Initials
{
    /// <summary>torch's kaiming_uniform_(a=sqrt(5)): the bound comes out as 1 / sqrt(fan in).</summary>
    public static Action<RandomStream, float[]> Kaiming(int[] shape)
    {
        var fanIn = shape[1..].Aggregate(1L, (product, size) => product * size);
        var bound = (float)(1 / Math.Sqrt(fanIn));
        return (random, values) => random.Uniform(values, -bound, bound);
    }

    /// <summary>Normal, mean 0.</summary>
    public static Action<RandomStream, float[]> Normal(double deviation) => (random, values) =>
    {
        random.Normal(values);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(values[i] * deviation);
        }
    };

    /// <summary>The same value everywhere.</summary>
    public static Action<RandomStream, float[]> Value(float value) => (_, values) => Array.Fill(values, value);
}
