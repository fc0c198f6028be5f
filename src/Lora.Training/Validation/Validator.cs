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

    /// <param name="model">What is trained.</param>
    /// <param name="set">The pictures; what conditions on them is kept in the scope that is open now.</param>
    /// <param name="values">Seed, batch size, how often.</param>
    /// <param name="plan">Of the training.</param>
    public Validator(IDiffusionModel model, TrainingSet set, OptionValues values, TrainingPlan plan)
    {
        (_model, _set, _values, _plan) = (model, set, values, plan);
        _captions = new CaptionConditioning(model, set, values, CaptionRecipe.Constant(values), Random());
    }

    /// <summary>Whether the pictures are looked at after a step: at the end always.</summary>
    public bool IsDue(int step)
    {
        var (epochs, steps) = (_values.Get(ValidationOptions.ValidateEveryNEpochs), _values.Get(ValidationOptions.ValidateEveryNSteps));
        var epoch = _plan.EpochOf(step);
        return step == _plan.TotalSteps || (steps > 0 && step % steps == 0)
            || (epochs > 0 && epoch % epochs == 0 && step == _plan.StepsBefore(epoch + 1));
    }

    /// <summary>The loss of the model as it is now, the adapters that lie over it too.</summary>
    /// <param name="step">Optimizer steps done.</param>
    public ValidationLoss Look(int step)
    {
        using var off = _model.Runtime.NoGrad();
        var maker = new BatchMaker(_model, _set, _values, Random());
        var moment = new CaptionMoment(_plan.EpochOf(step), step);
        var batches = _set.Buckets.SelectMany(bucket => bucket.Samples.Chunk(_values.Get(RunOptions.TrainBatchSize)));
        var most = _values.Get(ValidationOptions.MaxValidationSteps);
        var (sum, count) = (0.0, 0);
        foreach (var batch in most > 0 ? batches.Take(most) : batches)
        {
            foreach (var timestep in Enumerable.Range(1, Timesteps).Select(i => maker.Timesteps * i / (Timesteps + 1)))
            {
                using var scope = _model.Runtime.NewScope();
                var (noisy, timesteps, target, weights) = maker.Next(batch, timestep);
                var loss = DiffusionObjective.Loss(_model.Predict(noisy, timesteps, _captions.Next(batch, moment)), target, weights);
                (sum, count) = (sum + (loss.Item() * batch.Length), count + batch.Length);
            }
        }

        return new(step, moment.Epoch, sum / count);
    }

    private RandomStream Random() => new(_values.Get(ValidationOptions.ValidationSeed), RandomPurpose.Validation);
}
