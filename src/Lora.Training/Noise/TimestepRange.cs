using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The timesteps that a training draws from, each equally likely; kohya's <c>get_timesteps</c>.</summary>
/// <param name="Min">The first.</param>
/// <param name="Max">The one behind the last; with <paramref name="Min"/> the same, that one alone.</param>
internal readonly record struct TimestepRange(int Min, int Max)
{
    /// <param name="values">What is asked for.</param>
    /// <param name="timesteps">Those that the model has.</param>
    /// <exception cref="ArgumentException">None of the model's is among them.</exception>
    public static TimestepRange Of(OptionValues values, int timesteps)
    {
        var (min, max) = (values.Get(NoiseOptions.MinTimestep), Math.Min(values.Get(NoiseOptions.MaxTimestep), timesteps));
        return min <= max && min < timesteps ? new(min, max)
            : throw new ArgumentException(FormattableString.Invariant($"there is no timestep from {min} to below {max} of {timesteps}"), nameof(values));
    }

    public int Draw(IRandomDraws random) => Min < Max ? Min + random.Next(Max - Min) : Max;
}
