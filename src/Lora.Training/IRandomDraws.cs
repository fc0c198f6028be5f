namespace Lora.Training;

/// <summary>Where random choices come from: a training's own <see cref="RandomStream"/>, or in tests the generator whose answers are recorded.</summary>
internal interface IRandomDraws
{
    /// <summary>A number in [0, bound), bound at least 1.</summary>
    int Next(int bound);

    /// <summary>A number in [0, 1).</summary>
    double NextDouble();

    /// <summary>Every order equally likely (Fisher and Yates).</summary>
    void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
