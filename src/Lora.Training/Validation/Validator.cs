using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Looks at pictures that are not trained on: four timesteps of each, spread evenly as kohya's scripts spread them, the same noise every time, so that two
/// losses differ by what was learned between them alone. Draws nothing from the training's generators.
/// </summary>
public sealed class Validator
{
    private const int Timesteps = 4;

    private readonly IDiffusionModel _model;
    private readonly TrainingSet _set;
    private readonly OptionValues _values;
    private readonly TrainingPlan _plan;
    private readonly CaptionConditioning _captions;
    private readonly LossFunction _loss;

    /// <param name="model">What is trained.</param>
    /// <param name="set">The pictures; what conditions on them is kept in the scope that is open now.</param>
    /// <param name="values">Seed, batch size, how often.</param>
    /// <param name="plan">Of the training.</param>
    public Validator(IDiffusionModel model, TrainingSet set, OptionValues values, TrainingPlan plan)
    {
        (_model, _set, _values, _plan) = (model, set, values, plan);
        _captions = new CaptionConditioning(model, set, values, CaptionRecipe.Constant(values), Random(0));
        _loss = new LossFunction(model.Schedule.AlphasCumprod, values);
    }

    /// <summary>Whether the pictures are looked at after a step: at the end always.</summary>
    public bool IsDue(int step)
    {
        var (epochs, steps) = (_values.Get(ValidationOptions.ValidateEveryNEpochs), _values.Get(ValidationOptions.ValidateEveryNSteps));
        var epoch = _plan.EpochOf(step);
        return step == _plan.TotalSteps || (steps > 0 && step % steps == 0)
            || (epochs > 0 && epoch % epochs == 0 && _plan.EndsEpoch(step));
    }

    /// <summary>The loss of the model as it is now, the adapters that lie over it too.</summary>
    /// <param name="step">Optimizer steps done.</param>
    public ValidationLoss Look(int step)
    {
        using var off = _model.Runtime.NoGrad();
        var maker = new BatchMaker(_model, _set, _values, Random(0), Random(1));
        var moment = new CaptionMoment(_plan.EpochOf(step), step);
        var batches = _set.Buckets.SelectMany(bucket => bucket.Samples.Chunk(_values.Get(RunOptions.TrainBatchSize)));
        var most = _values.Get(ValidationOptions.MaxValidationSteps);
        var (sum, count) = (0.0, 0);
        foreach (var batch in most > 0 ? batches.Take(most) : batches)
        {
            foreach (var timestep in Spread(maker.Timesteps))
            {
                using var scope = _model.Runtime.NewScope();
                var micro = maker.Next(batch, timestep);
                var predicted = _model.Predict(micro.Noisy, micro.Timesteps, _captions.Of(batch, _captions.Draw(batch, moment)));
                var loss = _loss.Of(predicted, micro.Target, micro.Timesteps, micro.Weights, micro.Mask);
                (sum, count) = (sum + (loss.Item() * batch.Length), count + batch.Length);
            }
        }

        return new(step, moment.Epoch, sum / count);
    }

    // numpy's linspace over the range, without its ends
    private static IEnumerable<int> Spread(TimestepRange range) =>
        Enumerable.Range(1, Timesteps).Select(i => range.Min + ((range.Max - range.Min) * i / (Timesteps + 1)));

    private RandomStream Random(int which) => new(_values.Get(ValidationOptions.ValidationSeed), RandomPurpose.Validation, which);
}
