using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// Normal noise with a generator for each row, so that a picture does not depend on what is made beside it; a row's numbers are those that
/// <c>torch.Generator().manual_seed(seed)</c> gives for a batch of one.
/// </summary>
public sealed class SeededNoise
{
    private readonly TensorRuntime _runtime;
    private readonly Generator[] _generators;

    public SeededNoise(TensorRuntime runtime, ReadOnlySpan<ulong> seeds)
    {
        _runtime = runtime;
        _generators = new Generator[seeds.Length];
        for (var i = 0; i < seeds.Length; i++)
        {
            _generators[i] = new Generator(seeds[i]);
        }
    }

    /// <summary>The next draw, [n, ...] with n seeds.</summary>
    public Tensor Draw(ReadOnlySpan<int> shape)
    {
        if (shape[0] != _generators.Length)
        {
            throw new ArgumentException($"{shape[0]} rows of noise for {_generators.Length} seeds.", nameof(shape));
        }

        var row = 1;
        foreach (var size in shape[1..])
        {
            row *= size;
        }

        var values = new float[row * _generators.Length];
        for (var i = 0; i < _generators.Length; i++)
        {
            _generators[i].Normal(values.AsSpan(i * row, row));
        }

        return _runtime.FromFloats(values, shape);
    }
}
