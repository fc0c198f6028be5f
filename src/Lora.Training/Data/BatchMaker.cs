using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Makes micro batches: samples each latent from its posterior, draws noise and timesteps, works out input, target and weights. All on the host, from the run's
/// own generator, so that the bits are the same on every engine.
/// </summary>
public sealed class BatchMaker
{
    private readonly IDiffusionModel _model;
    private readonly TrainingSet _set;
    private readonly DiffusionObjective _objective;
    private readonly LossWeights _weights;
    private readonly RandomStream _random;
    private readonly NoiseShaping? _shaping;
    private readonly RandomStream? _pictures;
    private readonly TimestepRange _timesteps;

    /// <param name="model">Its noise schedule, what it predicts, the scale of its latents.</param>
    /// <param name="set">The samples.</param>
    /// <param name="values">Weights of the loss, shape of the noise, timesteps.</param>
    /// <param name="random">Of the run's state.</param>
    /// <param name="shapes">Draws what shapes the noise, where the options ask for that.</param>
    /// <param name="pictures">Draws the pictures whose latents are made anew.</param>
    public BatchMaker(
        IDiffusionModel model, TrainingSet set, OptionValues values, RandomStream random, RandomStream? shapes = null, RandomStream? pictures = null)
    {
        var prediction = model.Schedule.Config.PredictionType;
        _model = model;
        _set = set;
        _objective = new DiffusionObjective(model.Schedule.AlphasCumprod, prediction);
        _weights = new LossWeights(model.Schedule.AlphasBeforeRescale, prediction, values);
        _random = random;
        _pictures = pictures;
        _shaping = NoiseShaping.Of(values, shapes);
        _timesteps = TimestepRange.Of(values, _objective.Timesteps);
    }

    /// <summary>Those that are drawn from.</summary>
    internal TimestepRange Timesteps => _timesteps;

    /// <param name="indices">Samples of one latent size.</param>
    /// <param name="at">The timestep of all of them; null: each draws its own.</param>
    /// <returns>Tensors in the scope that is open now.</returns>
    public TrainingBatch Next(ReadOnlySpan<int> indices, int? at = null)
    {
        var first = _set[indices[0]];
        var each = first.Channels * first.Height * first.Width;
        var drawn = Draw(indices);
        var latents = Latents(drawn, each);
        var noise = new float[latents.Length];
        _random.Normal(noise);
        int[] shape = [indices.Length, first.Channels, first.Height, first.Width];
        _shaping?.Apply(noise, latents, shape);
        var inputNoise = _shaping?.OfInput(noise) ?? noise;
        var timesteps = new float[indices.Length];
        var weights = new float[indices.Length];
        var noisy = new float[latents.Length];
        var target = new float[latents.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            var timestep = at ?? _timesteps.Draw(_random);
            var part = new Range(i * each, (i + 1) * each);
            timesteps[i] = timestep;
            weights[i] = _weights.At(timestep, _set[indices[i]].LossWeight);
            _objective.AddNoise(latents.AsSpan(part), inputNoise.AsSpan(part), timestep, noisy.AsSpan(part));
            _objective.Target(latents.AsSpan(part), noise.AsSpan(part), timestep, target.AsSpan(part));
        }

        var runtime = _model.Runtime;
        return new TrainingBatch(runtime.FromFloats(noisy, shape), timesteps, runtime.FromFloats(target, shape), runtime.FromFloats(weights, [weights.Length]))
        {
            Mask = Masks(drawn) is { } masks ? runtime.FromFloats(masks, [indices.Length, 1, first.Height, first.Width]) : null,
        };
    }

    private SampleLatent[] Draw(ReadOnlySpan<int> indices)
    {
        var drawn = new SampleLatent[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            var sample = _set[indices[i]];
            drawn[i] = sample.Source?.Draw(_pictures ?? throw new InvalidOperationException($"nothing draws {sample.Name}"))
                ?? new(sample.Mean, sample.Std, sample.Mask);
        }

        return drawn;
    }

    /// <summary>The samples' masks, 1 where one has none; null if none of them has one.</summary>
    private static float[]? Masks(SampleLatent[] samples)
    {
        float[]? masks = null;
        for (var i = 0; i < samples.Length; i++)
        {
            var sample = samples[i];
            if (sample.Mask.Length == 0)
            {
                continue;
            }

            if (masks is null)
            {
                masks = new float[samples.Length * sample.Mask.Length];
                Array.Fill(masks, 1f);
            }

            sample.Mask.CopyTo(masks, i * sample.Mask.Length);
        }

        return masks;
    }

    private float[] Latents(SampleLatent[] samples, int each)
    {
        var latents = new float[samples.Length * each];
        _random.Normal(latents);
        var (scale, shift) = ((float)_model.Latents.Scale, (float)_model.Latents.Shift);
        for (var i = 0; i < samples.Length; i++)
        {
            var sample = samples[i];
            var latent = latents.AsSpan(i * each, each);
            for (var k = 0; k < each; k++)
            {
                var value = sample.Std.Length == 0 ? sample.Mean[k] : sample.Mean[k] + (sample.Std[k] * latent[k]);
                latent[k] = (value - shift) * scale;
            }
        }

        return latents;
    }
}
