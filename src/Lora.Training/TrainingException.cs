namespace Lora.Training;

/// <summary>
/// A training cannot start or go on for a reason its user can act on: an option out of range, a file that does not fit the model, a loss that is not finite.
/// The message says what is wrong and what to do; the engine turns it into a finding.
/// </summary>
public sealed class TrainingException : Exception
{
    public TrainingException(string message) : base(message)
    {
    }

    public TrainingException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>The training had begun, and its weights grew without bound.</summary>
    public bool IsLossNotFinite { get; init; }
}
