using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>Recorded numbers in their order, in the place of random ones.</summary>
internal sealed class Tape(IEnumerable<float> uniforms, IEnumerable<float[]> normals) : INoiseDraws
{
    private readonly Queue<float> _uniforms = new(uniforms);
    private readonly Queue<float[]> _normals = new(normals);

    /// <summary>What a case of kohya's noise has recorded.</summary>
    public static Tape Of(GoldenCase golden)
    {
        string[] draws = [.. golden.Tensors.Names.Where(name => name == "draw" || name.StartsWith("draw.", StringComparison.Ordinal))
            .OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal)];
        return new(golden.Tensors.Contains("uniforms") ? golden.Input("uniforms") : [], draws.Select(golden.Input));
    }

    public double NextDouble() => _uniforms.Dequeue();

    public void Normal(Span<float> values)
    {
        var recorded = _normals.Dequeue();
        Assert.Equal(recorded.Length, values.Length);
        recorded.CopyTo(values);
    }

    /// <summary>Every number has been asked for.</summary>
    public void IsAtItsEnd() => Assert.Equal((0, 0), (_uniforms.Count, _normals.Count));
}
