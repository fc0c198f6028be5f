namespace Lora.Build.Tasks;

/// <summary>How long the tasks wait for the engine.</summary>
/// <param name="Hello">From the start to its first line.</param>
/// <param name="Cancel">From a cancellation to its result; a big model's step must end within it.</param>
/// <param name="Leave">From the end of its input to the end of the process.</param>
internal sealed record EngineLimits(TimeSpan Hello, TimeSpan Cancel, TimeSpan Leave)
{
    public static EngineLimits Default { get; } = new(Hello: TimeSpan.FromSeconds(60), Cancel: TimeSpan.FromSeconds(15), Leave: TimeSpan.FromSeconds(15));
}
