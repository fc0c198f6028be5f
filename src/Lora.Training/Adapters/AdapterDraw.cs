namespace Lora.Training;

/// <summary>
/// What varies in an adapter from one micro batch of training to the next. It is drawn before the model runs: a part that runs twice, as with checkpointing,
/// must do the same again.
/// </summary>
/// <param name="Seed">Of the masks, whose sizes only the forward pass knows.</param>
/// <param name="IsSkipped">The layer runs as if it had no adapter.</param>
/// <param name="Timesteps">Of the samples.</param>
internal sealed record AdapterDraw(long Seed, bool IsSkipped, IReadOnlyList<float> Timesteps)
{
    /// <summary>Numbers of this adapter and micro batch: the same every time.</summary>
    public RandomStream Numbers(RandomPurpose purpose) => new(Seed, purpose);
}
