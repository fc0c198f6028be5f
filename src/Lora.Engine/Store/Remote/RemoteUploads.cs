using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// Brings what this machine made to the remote cache, on threads of its own that yield to the build's work: of each action its blobs first, the record last.
/// What is to be brought is remembered in the store's <c>uploads/</c>, a file a key with the server's address: what a build does not manage the next one does.
/// </summary>
internal sealed class RemoteUploads : IDisposable
{
    private readonly FolderStore _near;
    private readonly RemoteServer _server;
    private readonly RemoteLimits _limits;
    private readonly Action<Finding> _say;
    private readonly StoreFolder _folder;
    private readonly BlockingCollection<string> _waiting = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, bool> _there = new(StringComparer.Ordinal);
    private readonly Thread[] _threads;
    private long _waited;
    private int _left;
    private bool _isAdded;

    internal RemoteUploads(FolderStore near, RemoteServer server, RemoteLimits limits, Action<Finding> say)
    {
        (_near, _server, _limits, _say) = (near, server, limits, say);
        _folder = StoreFolder.Uploads(near.Root);
        foreach (var key in OfEarlierBuilds())
        {
            Enqueue(key);
        }

        _threads = [.. Enumerable.Range(0, limits.Uploads).Select(_ =>
            new Thread(Work) { IsBackground = true, Name = "uploads", Priority = ThreadPriority.BelowNormal })];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    internal void Add(string key)
    {
        try
        {
            NewFile.Write(_folder.ForWriting(key), _server.Address);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // this build brings it all the same
        }

        if (!_stop.IsCancellationRequested)
        {
            _isAdded = true;
            Enqueue(key);
        }
    }

    /// <summary>Waits until all is there, at most as long as is left of the time that a build may wait in all.</summary>
    internal void Finish(TimeSpan time, Action<string> say, CancellationToken stop)
    {
        var begin = Stopwatch.GetTimestamp();
        var left = time - TimeSpan.FromTicks(_waited);
        if (Left > 0 && !_stop.IsCancellationRequested)
        {
            say(string.Create(CultureInfo.InvariantCulture,
                $"Bringing {Left} results to the remote cache, for {Math.Max(left.TotalSeconds, 0):0.#} s at most."));
        }

        while (Left > 0 && !_stop.IsCancellationRequested && !stop.IsCancellationRequested && Stopwatch.GetElapsedTime(begin) < left)
        {
            stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
        }

        _waited += Stopwatch.GetElapsedTime(begin).Ticks;
        if (Left > 0 && !_stop.IsCancellationRequested)
        {
            _say(CacheDiagnostics.RemoteNotWritten.At(string.Create(CultureInfo.InvariantCulture,
                $"{Left} results are not on {_server.Address} after {time.TotalSeconds:0.#} s.")));
            GiveUp();
        }
    }

    /// <summary>Brings nothing more.</summary>
    internal void GiveUp() => _stop.Cancel();

    public void Dispose()
    {
        _waiting.CompleteAdding();
        if (!_isAdded)
        {
            // a build that only goes on with what others left does not wait for it
            GiveUp();
        }

        var begin = Stopwatch.GetTimestamp();
        while (Left > 0 && !_stop.IsCancellationRequested && Stopwatch.GetElapsedTime(begin) < _limits.Leave)
        {
            Thread.Sleep(10);
        }

        GiveUp();
        foreach (var thread in _threads)
        {
            thread.Join(TimeSpan.FromSeconds(1));
        }
    }

    private int Left => Volatile.Read(ref _left);

    private void Enqueue(string key)
    {
        Interlocked.Increment(ref _left);
        _waiting.Add(key);
    }

    private string[] OfEarlierBuilds()
    {
        try
        {
            return !Directory.Exists(_folder.Path) || !_folder.IsInside ? []
                : [.. Directory.EnumerateFiles(_folder.Path).Where(file => FolderStore.IsEntry(file) && File.ReadAllText(file) == _server.Address)
                    .Select(file => Path.GetFileName(file))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Work()
    {
        foreach (var key in _waiting.GetConsumingEnumerable())
        {
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            try
            {
                Bring(key);
                Forget(key);
            }
            catch (RemoteException error)
            {
                _say(CacheDiagnostics.RemoteNotWritten.At(error.Message));
                if (error.IsOfThisOnly)
                {
                    Forget(key);
                }
                else
                {
                    GiveUp();
                }
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or IOException or UnauthorizedAccessException)
            {
                // stopped, or the store cannot be read just now: for the next build
            }

            Interlocked.Decrement(ref _left);
        }
    }

    // what the store has lost or has damaged is nothing to bring
    private void Bring(string key)
    {
        if (_near.Find(key) is not { } record)
        {
            return;
        }

        foreach (var hash in record.Outputs.Select(output => output.Hash).Distinct().Where(hash => !_there.ContainsKey(hash)))
        {
            if (!_near.Holds(hash))
            {
                return;
            }

            if (!_server.Has($"cas/{hash}", _stop.Token))
            {
                using var blob = File.OpenRead(_near.BlobPath(hash));
                _server.Put($"cas/{hash}", blob, _stop.Token);
            }

            _there[hash] = true;
        }

        using var result = new MemoryStream(ActionResult.Write(record));
        _server.Put($"ac/{key}", result, _stop.Token);
    }

    private void Forget(string key)
    {
        if (_folder.IsInside)
        {
            NewFile.TryDelete(Path.Combine(_folder.Path, key));
        }
    }
}
