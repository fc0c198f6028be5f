namespace Lora.Project;

/// <summary>A base model cannot be fetched.</summary>
public sealed class FetchException(Finding finding) : Exception(finding.Message)
{
    /// <summary>What to tell the user.</summary>
    public Finding Finding { get; } = finding;
}

/// <summary>What may be better a moment later: the server is busy, the connection broke.</summary>
/// <param name="problem">Half a sentence about the server: cannot be reached.</param>
/// <param name="pause">How long the server asks to wait.</param>
internal sealed class TransientException(string problem, TimeSpan pause = default) : Exception(problem)
{
    public TimeSpan Pause { get; } = pause;
}

/// <summary>What is there is no part of what the server has.</summary>
internal sealed class StalePartException : Exception;
