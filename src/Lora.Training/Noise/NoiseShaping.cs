using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// What becomes of a batch's normal noise before it is used: offset, then pyramid (in kohya's order), and what is added to it for the input alone.
/// </summary>
internal sealed class NoiseShaping
{
    private readonly NoiseOffset? _offset;
    private readonly PyramidNoise? _pyramid;
    private readonly float _inputGamma;
    private readonly bool _isInputGammaRandom;
    private readonly INoiseDraws _draws;

    private NoiseShaping(OptionValues values, INoiseDraws draws)
    {
        _offset = NoiseOffset.Of(values);
        _pyramid = PyramidNoise.Of(values);
        _inputGamma = (float)values.Get(NoiseOptions.IpNoiseGamma);
        _isInputGammaRandom = values.Get(NoiseOptions.IpNoiseGammaRandomStrength);
        _draws = draws;
    }

    /// <summary>Whether the options change the noise at all; else nothing is drawn for it.</summary>
    public static bool IsAskedFor(OptionValues values) => values.Get(NoiseOptions.NoiseOffset) > 0 || values.Get(NoiseOptions.MultiresNoiseIterations) > 0
        || values.Get(NoiseOptions.IpNoiseGamma) > 0;

    /// <summary>As the options say; null where the noise stays as it is.</summary>
    public static NoiseShaping? Of(OptionValues values, INoiseDraws? draws) => !IsAskedFor(values) ? null
        : new(values, draws ?? throw new ArgumentNullException(nameof(draws), "the options shape the noise, and nothing draws for it"));

    /// <param name="noise">[b, c, h, w], changed in place: what the input is made with, and the target.</param>
    /// <param name="latents">What it is added to, scaled.</param>
    /// <param name="shape">b, c, h, w.</param>
    public void Apply(Span<float> noise, ReadOnlySpan<float> latents, ReadOnlySpan<int> shape)
    {
        _offset?.Apply(noise, latents, shape, _draws);
        _pyramid?.Apply(noise, shape, _draws);
    }

    /// <summary>
    /// The noise of the input where it is another than the target's: noise + gamma x n, which teaches the model to mend its own small mistakes. Ning et al.,
    /// arXiv 2301.11706; kohya's <c>ip_noise_gamma</c>.
    /// </summary>
    /// <param name="noise">The target's.</param>
    public float[] OfInput(float[] noise)
    {
        if (_inputGamma == 0)
        {
            return noise;
        }

        var strength = _isInputGammaRandom ? (float)_draws.NextDouble() * _inputGamma : _inputGamma;
        var perturbed = new float[noise.Length];
        _draws.Normal(perturbed);
        for (var i = 0; i < noise.Length; i++)
        {
            perturbed[i] = noise[i] + (strength * perturbed[i]);
        }

        return perturbed;
    }
}
