using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Moves the noise of each plane as a whole, so that very dark and very bright pictures are learned: noise + offset x n, one normal number n a plane. With an
/// adaptive scale the offset is offset + scale x |mean of the plane's latent|, at least 0; with a random strength it is drawn for each batch from 0 to itself.
/// kohya's <c>apply_noise_offset</c>, after crosslabs.org/blog/diffusion-with-offset-noise.
/// </summary>
internal sealed class NoiseOffset
{
    private readonly float _offset;
    private readonly float _adaptive;
    private readonly bool _isRandom;

    private NoiseOffset(OptionValues values)
    {
        _offset = (float)values.Get(NoiseOptions.NoiseOffset);
        _adaptive = (float)values.Get(NoiseOptions.AdaptiveNoiseScale);
        _isRandom = values.Get(NoiseOptions.NoiseOffsetRandomStrength);
    }

    /// <summary>As the options say; null where they ask for none.</summary>
    public static NoiseOffset? Of(OptionValues values) => values.Get(NoiseOptions.NoiseOffset) > 0 ? new(values) : null;

    /// <param name="noise">[b, c, h, w], changed in place.</param>
    /// <param name="latents">What it is added to, scaled.</param>
    /// <param name="shape">b, c, h, w.</param>
    /// <param name="draws">The strength, then b x c normal numbers.</param>
    public void Apply(Span<float> noise, ReadOnlySpan<float> latents, ReadOnlySpan<int> shape, INoiseDraws draws)
    {
        var strength = _isRandom ? (float)draws.NextDouble() * _offset : _offset;
        var (planes, each) = (shape[0] * shape[1], shape[2] * shape[3]);
        var normals = new float[planes];
        draws.Normal(normals);
        for (var plane = 0; plane < planes; plane++)
        {
            var part = new Range(plane * each, (plane + 1) * each);
            var offset = _adaptive == 0 ? strength : MathF.Max(0, strength + (_adaptive * MathF.Abs(Mean(latents[part]))));
            foreach (ref var value in noise[part])
            {
                value += offset * normals[plane];
            }
        }
    }

    private static float Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return (float)(sum / values.Length);
    }
}
