namespace Lora.Project;

/// <summary>How patient a fetch is.</summary>
/// <param name="Attempts">In a row that bring nothing.</param>
/// <param name="Pause">Before the second attempt; it doubles each time.</param>
/// <param name="Longest">Pause of all, also when a server asks for more.</param>
/// <param name="Silence">How long a server may say nothing.</param>
public sealed record FetchLimits(int Attempts, TimeSpan Pause, TimeSpan Longest, TimeSpan Silence)
{
    /// <summary>Bytes of a file: more than any base model has, where a server does not say how many it sends.</summary>
    public long MostBytes { get; init; } = 64L << 30;

    public static FetchLimits Default { get; } = new(4, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));
}
