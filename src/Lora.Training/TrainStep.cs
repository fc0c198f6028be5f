using Lora.Diffusion;

namespace Lora.Training;

/// <summary>
/// One optimizer step: some micro batches forward and backward, then clipping and the update. Everything made in a micro batch is freed at its end.
/// </summary>
public sealed class TrainStep
{
    private readonly IDiffusionModel _model;
    private readonly LoraNetwork _network;
    private readonly Optimizer _optimizer;
    private readonly LrSchedule _schedule;
    private readonly double _maxGradNorm;
    private readonly int _accumulation;
    private readonly double[] _baseRates;

    /// <param name="model">With <paramref name="network"/> laid over it.</param>
    /// <param name="network">What is trained.</param>
    /// <param name="optimizer">Gets the network's groups here: their state is made in the scope that is open now.</param>
    /// <param name="schedule">Factor of the rates.</param>
    /// <param name="options">Rates, clipping, accumulation.</param>
    public TrainStep(IDiffusionModel model, LoraNetwork network, Optimizer optimizer, LrSchedule schedule, TrainingOptions options)
    {
        _model = model;
        _network = network;
        _optimizer = optimizer;
        _schedule = schedule;
        _maxGradNorm = options.MaxGradNorm;
        _accumulation = options.GradientAccumulationSteps;
        _baseRates = [.. network.Groups.Select(group => group.Name == "unet" ? options.EffectiveUnetLr : options.EffectiveTextEncoderLr)];
        optimizer.Attach(network.Groups);
    }

    /// <summary>Steps taken.</summary>
    public int Steps => _optimizer.Steps;

    /// <summary>The rate of a group (<c>unet</c>, <c>text_encoder</c>) in the coming step; null when that part is not trained.</summary>
    public double? Rate(string group)
    {
        for (var i = 0; i < _baseRates.Length; i++)
        {
            if (_network.Groups[i].Name == group)
            {
                return _baseRates[i] * _schedule.Factor(Steps);
            }
        }

        return null;
    }

    /// <summary>Forward and backward of a micro batch; the gradients add up.</summary>
    /// <param name="batch">Called inside the micro batch's scope.</param>
    /// <param name="conditioning">What conditions it, called inside it too.</param>
    /// <returns>The loss, before it is divided by the number of micro batches.</returns>
    /// <exception cref="TrainingException">The loss is not finite.</exception>
    public double Accumulate(Func<TrainingBatch> batch, Func<Conditioning> conditioning)
    {
        using var scope = _model.Runtime.NewScope();
        var (noisy, timesteps, target, weights) = batch();
        var loss = DiffusionObjective.Loss(_model.Predict(noisy, timesteps, conditioning()), target, weights);
        (_accumulation == 1 ? loss : loss.Affine(1.0 / _accumulation, 0)).Backward();
        var value = loss.Item();
        if (!double.IsFinite(value))
        {
            throw new TrainingException($"The loss of step {Steps + 1} is not finite. Lower the learning rate, keep MaxGradNorm at 1, "
                + "or look for a broken image; nothing was saved from this step.")
            {
                IsLossNotFinite = true,
            };
        }

        return value;
    }

    /// <summary>Clips, updates and empties the gradients.</summary>
    public void Update()
    {
        using var scope = _model.Runtime.NewScope();
        GradientClip.Apply(_network.Groups, _maxGradNorm);
        var factor = _schedule.Factor(Steps);
        Span<double> rates = stackalloc double[_baseRates.Length];
        for (var i = 0; i < rates.Length; i++)
        {
            rates[i] = _baseRates[i] * factor;
        }

        _optimizer.Step(rates);
        foreach (var group in _network.Groups)
        {
            group.Gradients.Zero_();
        }
    }
}
