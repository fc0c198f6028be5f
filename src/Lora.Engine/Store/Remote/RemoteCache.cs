using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// The level behind the folder: entries of a server that other machines use too. What it says is looked at before it is believed, waiting in vain for it has a
/// bound, and whatever is wrong with it is a warning, said once, and an end to asking it in this build. Safe for threads.
/// </summary>
internal sealed class RemoteCache : IDisposable
{
    private readonly FolderStore _near;
    private readonly StoreSettings _settings;
    private readonly RemoteLimits _limits;
    private readonly RemoteServer _server;
    private readonly RemoteUploads? _uploads;
    private readonly ConcurrentDictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Finding> _said = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Finding> _findings = new();
    private long _waited;
    private int _fetched;
    private long _fetchedBytes;
    private volatile bool _isReadable;

    /// <param name="near">The level before it, which takes what is fetched.</param>
    /// <param name="settings">Address, mode and time.</param>
    /// <param name="environment">Where the token stands.</param>
    /// <param name="limits">How patient.</param>
    internal RemoteCache(FolderStore near, StoreSettings settings, Func<string, string?> environment, RemoteLimits limits)
    {
        (_near, _settings, _limits) = (near, settings, limits);
        var address = new Uri(settings.Remote);
        var token = HostToken.For(address, environment, out var problem);
        if (token is not null && address is { Scheme: "http", IsLoopback: false })
        {
            (token, problem) = (null, $"{HostToken.VariableFor(address)} is set, and the address is http://.");
        }

        if (problem.Length > 0)
        {
            Say(CacheDiagnostics.RemoteToken.At(problem));
        }

        _server = new RemoteServer(settings.Remote, token, limits);
        _isReadable = settings.Mode is not RemoteCacheMode.Write;
        _uploads = settings.Mode is RemoteCacheMode.Read ? null : new RemoteUploads(near, _server, limits, Say);
    }

    /// <summary>What there is to say, each once.</summary>
    internal IEnumerable<Finding> TakeFindings()
    {
        while (_findings.TryDequeue(out var finding))
        {
            yield return finding;
        }
    }

    /// <summary>How many blobs have come from there since it was asked last, and their bytes.</summary>
    internal (int Count, long Bytes) TakeFetched() => (Interlocked.Exchange(ref _fetched, 0), Interlocked.Exchange(ref _fetchedBytes, 0));

    /// <summary>Notes what a record names: only that is asked for, and no more bytes of it than these.</summary>
    internal void Expect(ActionRecord record)
    {
        foreach (var output in record.Outputs)
        {
            _sizes[output.Hash] = output.Size;
        }
    }

    /// <summary>What the action with this key made, or null.</summary>
    internal ActionRecord? Find(string key)
    {
        ActionRecord? found = null;
        Ask(0, stop =>
        {
            using var stream = _server.Get($"ac/{key}", RemoteLimits.LongestRecord, stop);
            if (stream is null)
            {
                return null;
            }

            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            found = ActionResult.Read(bytes.ToArray());
            if (found is null)
            {
                Say(CacheDiagnostics.RemoteLies.At($"ac/{key} on {_server.Address} is no record of ours."));
            }

            return found is null ? null : bytes.Length;
        });
        return found;
    }

    /// <summary>Fetches a blob into the folder; false where it is not to be had.</summary>
    internal bool TryFetch(string hash) => _sizes.TryGetValue(hash, out var size) && Ask(size, stop =>
    {
        using var stream = _server.Get($"cas/{hash}", size, stop);
        if (stream is null)
        {
            return null;
        }

        if (_near.TryPut(stream, hash))
        {
            Interlocked.Increment(ref _fetched);
            Interlocked.Add(ref _fetchedBytes, size);
            return size;
        }

        Say(CacheDiagnostics.RemoteLies.At($"cas/{hash} on {_server.Address} has another hash."));
        return null;
    });

    /// <summary>Brings an action there, in the background.</summary>
    internal void Upload(string key) => _uploads?.Add(key);

    /// <summary>Waits for what is to be brought there, as long as the build may, in all.</summary>
    /// <param name="say">Told that there is something to wait for.</param>
    /// <param name="stop">Ends the wait.</param>
    internal void FinishUploads(Action<string> say, CancellationToken stop) => _uploads?.Finish(TimeSpan.FromSeconds(_settings.Seconds), say, stop);

    /// <summary>The build was stopped: what is still to be brought there is not waited for.</summary>
    internal void GiveUp() => _uploads?.GiveUp();

    public void Dispose()
    {
        _uploads?.Dispose();
        _server.Dispose();
    }

    // the bytes that came; null = none
    private bool Ask(long size, Func<CancellationToken, long?> ask)
    {
        if (!_isReadable)
        {
            return false;
        }

        var left = TimeSpan.FromSeconds(_settings.Seconds) - TimeSpan.FromTicks(Interlocked.Read(ref _waited));
        var begin = Stopwatch.GetTimestamp();
        long? got = null;
        using var patience = new CancellationTokenSource(left > TimeSpan.Zero ? left + _limits.TimeFor(size) : TimeSpan.Zero);
        try
        {
            got = ask(patience.Token);
        }
        catch (RemoteException error)
        {
            Leave(CacheDiagnostics.RemoteBroken.At(error.Message));
            if (error.IsUnreachable)
            {
                _uploads?.GiveUp();
            }
        }
        catch (Exception e) when ((e is OperationCanceledException && patience.IsCancellationRequested)
            || e is (IOException and not StoreLinkException) or UnauthorizedAccessException)
        {
            // said below; or the folder has no room for it: who makes it says so
        }

        var vain = Stopwatch.GetElapsedTime(begin) - (got is { } bytes ? _limits.Answer + _limits.TimeFor(bytes) : TimeSpan.Zero);
        if (vain > TimeSpan.Zero && TimeSpan.FromTicks(Interlocked.Add(ref _waited, vain.Ticks)).TotalSeconds >= _settings.Seconds)
        {
            Leave(CacheDiagnostics.RemoteSlow.At(string.Create(CultureInfo.InvariantCulture,
                $"This build has waited {_settings.Seconds:0.#} s in vain for {_server.Address}.")));
        }

        return got is not null;
    }

    private void Leave(Finding finding)
    {
        if (_isReadable)
        {
            _isReadable = false;
            Say(finding);
        }
    }

    private void Say(Finding finding)
    {
        if (_said.TryAdd(finding.Code, finding))
        {
            _findings.Enqueue(finding);
        }
    }
}
