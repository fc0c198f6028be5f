using Lora.Diffusion;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// What regularization images are compared with: not the noise that was put on them, but what the base model makes of it, captions read by its own text
/// encoder too. So they ask for nothing but that the class stays what it is: at the start their loss is 0, whatever their pictures are like, and nothing is
/// learned from these (OneTrainer's concept type PRIOR_PREDICTION).
/// </summary>
internal sealed class PriorPrediction
{
    private readonly IDiffusionModel _model;
    private readonly TrainingSet _set;
    private readonly AdapterNetwork _network;
    private readonly CaptionConditioning _captions;
    private readonly bool _isAsked;

    /// <param name="model">With the network laid over it.</param>
    /// <param name="set">Says which samples are regularization images.</param>
    /// <param name="values">Whether it is asked for.</param>
    /// <param name="network">Taken off while the base model predicts.</param>
    /// <param name="captions">What conditions the samples.</param>
    public PriorPrediction(IDiffusionModel model, TrainingSet set, OptionValues values, AdapterNetwork network, CaptionConditioning captions)
    {
        (_model, _set, _network, _captions) = (model, set, network, captions);
        _isAsked = values.Get(RateOptions.PriorPrediction);
    }

    /// <summary>The batch with the targets of its regularization images replaced.</summary>
    /// <param name="batch">As <see cref="BatchMaker.Next"/> made it of the samples.</param>
    /// <param name="indices">The samples.</param>
    /// <param name="captions">Those that the step reads, see <see cref="CaptionConditioning.Draw"/>.</param>
    public TrainingBatch Apply(TrainingBatch batch, int[] indices, string[]? captions)
    {
        int[] rows = _isAsked ? [.. Enumerable.Range(0, indices.Length).Where(row => _set[indices[row]].IsRegularization)] : [];
        if (rows.Length == 0)
        {
            return batch;
        }

        using var off = _model.Runtime.NoGrad();
        _network.Remove();
        Tensor predicted;
        try
        {
            var conditioning = _captions.Of([.. rows.Select(row => indices[row])], captions is null ? null : [.. rows.Select(row => captions[row])]);
            predicted = _model.Predict(Rows(batch.Noisy, rows), [.. rows.Select(row => batch.Timesteps[row])], conditioning);
        }
        finally
        {
            _network.Apply();
        }

        var targets = Enumerable.Range(0, indices.Length)
            .Select(row => Array.IndexOf(rows, row) is >= 0 and var at ? predicted.Narrow(0, at, 1) : batch.Target.Narrow(0, row, 1));
        return batch with { Target = _model.Runtime.Cat([.. targets], 0) };
    }

    private Tensor Rows(Tensor whole, int[] rows) => _model.Runtime.Cat([.. rows.Select(row => whole.Narrow(0, row, 1))], 0);
}
