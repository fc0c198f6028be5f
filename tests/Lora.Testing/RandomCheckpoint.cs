using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Testing;

/// <summary>
/// Writes a checkpoint in one file with random weights of a seed, in the sizes that a folder's configs name: it has a model's form and knows nothing.
/// </summary>
public static class RandomCheckpoint
{
    /// <param name="path">The <c>.safetensors</c> file.</param>
    /// <param name="configs">A folder in diffusers' layout; its weights are not looked at.</param>
    /// <param name="seed">Of the weights.</param>
    /// <param name="metadata">Text beside the tensors.</param>
    /// <param name="marks">Names of further tensors without content, as trainers leave them.</param>
    public static void Write(
        string path, string configs, ulong seed = 1, IReadOnlyDictionary<string, string>? metadata = null, params IReadOnlyList<string> marks)
    {
        var writer = new SafetensorsWriter(metadata ?? new Dictionary<string, string>());
        foreach (var (name, shape) in SingleFileKeys.Of(configs))
        {
            writer.AddFloats(name, SafetensorsDType.F16, [.. shape.Select(size => (long)size)], Values(name, shape, seed++));
        }

        foreach (var mark in marks)
        {
            writer.AddFloats(mark, SafetensorsDType.F16, [0], Array.Empty<float>());
        }

        writer.Save(path);
    }

    // biases are 0, norms 1; what multiplies keeps the size of what it is given
    private static float[] Values(string name, int[] shape, ulong seed)
    {
        var values = new float[shape.Aggregate(1, (product, size) => product * size)];
        if (shape.Length > 1)
        {
            new Generator(seed).Normal(values, 0, 1 / Math.Sqrt(shape[1..].Aggregate(1, (product, size) => product * size)));
        }
        else if (!name.EndsWith("bias", StringComparison.Ordinal))
        {
            Array.Fill(values, 1);
        }

        return values;
    }
}
