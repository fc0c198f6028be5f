namespace Lora.Engine;

/// <summary>How patient a build is with a remote cache.</summary>
/// <param name="Silence">How long the server may say nothing, and a connection take.</param>
/// <param name="Rate">Bytes a second below which waiting for an answer is waiting in vain, and bringing something is given up.</param>
/// <param name="Answer">What an answer that brings something may take beside its bytes.</param>
/// <param name="Leave">What a build that ended before all was brought waits for the rest.</param>
internal sealed record RemoteLimits(TimeSpan Silence, double Rate, TimeSpan Answer, TimeSpan Leave)
{
    internal static RemoteLimits Default { get; } = new(TimeSpan.FromSeconds(10), 256 << 10, TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(8));

    /// <summary>So many things are brought there at a time.</summary>
    internal int Uploads { get; init; } = 4;

    /// <summary>A record is not longer than this, in bytes.</summary>
    internal const long LongestRecord = 32 << 20;

    // whatever size a record claims
    internal TimeSpan TimeFor(long bytes) => TimeSpan.FromSeconds(Math.Min(bytes / Rate, 86400));
}

/// <summary>A remote cache does not do what it should.</summary>
/// <param name="problem">A sentence about it, without a secret.</param>
internal sealed class RemoteException(string problem) : Exception(problem)
{
    /// <summary>It was not reached at all: nothing else can be had from it either.</summary>
    internal bool IsUnreachable { get; init; }

    /// <summary>It refused this one thing, as too large.</summary>
    internal bool IsOfThisOnly { get; init; }
}
