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

    /// <param name="model">Its noise schedule, what it predicts, the scale of its latents.</param>
    /// <param name="set">The samples.</param>
    /// <param name="values">Weights of the loss.</param>
    /// <param name="random">Of the run's state.</param>
    public BatchMaker(IDiffusionModel model, TrainingSet set, OptionValues values, RandomStream random)
    {
        var prediction = model.Schedule.Config.PredictionType;
        _model = model;
        _set = set;
        _objective = new DiffusionObjective(model.Schedule.AlphasCumprod, prediction);
        _weights = new LossWeights(model.Schedule.AlphasBeforeRescale, prediction, values);
        _random = random;
    }

    /// <param name="indices">Samples of one latent size.</param>
    /// <returns>Tensors in the scope that is open now.</returns>
    public TrainingBatch Next(ReadOnlySpan<int> indices)
    {
        var first = _set[indices[0]];
        var each = first.Mean.Length;
        var latents = Latents(indices, each);
        var noise = new float[latents.Length];
        _random.Normal(noise);
        var timesteps = new float[indices.Length];
        var weights = new float[indices.Length];
        var noisy = new float[latents.Length];
        var target = new float[latents.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            var timestep = _random.Next(_objective.Timesteps);
            var part = new Range(i * each, (i + 1) * each);
            timesteps[i] = timestep;
            weights[i] = _weights.At(timestep, _set[indices[i]].LossWeight);
            _objective.AddNoise(latents.AsSpan(part), noise.AsSpan(part), timestep, noisy.AsSpan(part));
            _objective.Target(latents.AsSpan(part), noise.AsSpan(part), timestep, target.AsSpan(part));
        }

        int[] shape = [indices.Length, first.Channels, first.Height, first.Width];
        var runtime = _model.Runtime;
        return new TrainingBatch(runtime.FromFloats(noisy, shape), timesteps, runtime.FromFloats(target, shape), runtime.FromFloats(weights, [weights.Length]));
    }

    private float[] Latents(ReadOnlySpan<int> indices, int each)
    {
        var latents = new float[indices.Length * each];
        _random.Normal(latents);
        var (scale, shift) = ((float)_model.Latents.Scale, (float)_model.Latents.Shift);
        for (var i = 0; i < indices.Length; i++)
        {
            var sample = _set[indices[i]];
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
