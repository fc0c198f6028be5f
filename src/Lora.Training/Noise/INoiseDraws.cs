namespace Lora.Training;

/// <summary>Where the shape of noise comes from: a training's own <see cref="RandomStream"/>, or in tests the numbers that are recorded.</summary>
internal interface INoiseDraws
{
    /// <summary>A number in [0, 1).</summary>
    double NextDouble();

    /// <summary>Fills with normally distributed numbers, mean 0 and deviation 1.</summary>
    void Normal(Span<float> values);
}
