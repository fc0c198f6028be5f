using Lora.Project;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Store;

/// <summary>One machine's store with a remote cache behind it.</summary>
internal sealed class RemoteMachine : IDisposable
{
    private readonly FolderStore _near;

    internal RemoteMachine(string folder, string address, RemoteCacheMode mode = RemoteCacheMode.Both, double seconds = 30,
        RemoteLimits? limits = null, Func<string, string?>? environment = null)
    {
        _near = new FolderStore(folder);
        Far = new RemoteCache(_near, new StoreSettings(0) { Remote = address, Mode = mode, Seconds = seconds },
            environment ?? (_ => null), limits ?? RemoteLimits.Default);
        Store = new ContentStore(_near, Far);
    }

    internal ContentStore Store { get; }

    internal RemoteCache Far { get; }

    /// <summary>Impatient, for servers that are slow: a fifth of a second of silence.</summary>
    internal static RemoteLimits Impatient { get; } = RemoteLimits.Default with { Silence = TimeSpan.FromSeconds(0.2), Leave = TimeSpan.FromSeconds(0.2) };

    /// <summary>What was said since it was asked last, as code and message.</summary>
    internal IReadOnlyList<Finding> Findings => [.. Far.TakeFindings()];

    /// <summary>Makes an entry and brings it there.</summary>
    internal static void Fill(CacheServer server, string key, byte[] content)
    {
        using var folder = new TempFolder();
        using var machine = new RemoteMachine(folder.Path, server.Address);
        machine.Store.RecordOnly(key, content);
        machine.Finish();
        Assert.Empty(machine.Findings);
    }

    internal void Finish() => Far.FinishUploads(_ => { }, CancellationToken.None);

    public void Dispose()
    {
        Far.Dispose();
        _near.Dispose();
    }
}
