namespace Lora.Training;

/// <summary>A rise from the least factor to 1, then 1, then a fall in the last steps. transformers' get_wsd_schedule.</summary>
internal sealed class WarmupStableDecay
{
    private readonly LrSettings _of;
    private readonly double _least;
    private readonly string _rise;
    private readonly string _fall;

    /// <exception cref="TrainingException">Rise and fall are longer than the training.</exception>
    public WarmupStableDecay(LrSettings of)
    {
        if (of.WarmupSteps + of.DecaySteps > of.TotalSteps)
        {
            throw new TrainingException(FormattableString.Invariant(
                $"a rise of {of.WarmupSteps} and a fall of {of.DecaySteps} steps are more than the training's {of.TotalSteps}"));
        }

        (_of, _least) = (of, of.MinRatio ?? 0);
        (_rise, _fall) = (of.Arguments.Get<string>("warmup_type"), of.Arguments.Get<string>("decay_type"));
    }

    public double Rate(int step, double rate) => rate * Factor(step);

    private double Factor(int step)
    {
        if (step < _of.WarmupSteps)
        {
            return Above(Rise((double)step / _of.WarmupSteps));
        }

        var stable = _of.TotalSteps - _of.DecaySteps;
        return step < stable ? 1 : step < _of.TotalSteps ? Above(Fall((double)(step - stable) / _of.DecaySteps)) : _least;
    }

    private double Above(double share) => Math.Max(0, (share * (1 - _least)) + _least);

    private double Rise(double progress) => _rise switch
    {
        "linear" => progress,
        "cosine" => 0.5 * (1 - Math.Cos(Math.PI * progress)),
        _ => 1 - Math.Sqrt(1 - progress),
    };

    private double Fall(double progress) => _fall switch
    {
        "linear" => 1 - progress,
        "cosine" => LrScheduleCatalog.HalfCosine(_of.Cycles * progress),
        _ => 1 - Math.Sqrt(progress),
    };
}
