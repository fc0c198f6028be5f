using System.Diagnostics;

namespace Lora.Project;

/// <summary>
/// Fetches a base model into the store, once: what is there of it stays and is gone on from, another build that fetches it is waited for, and only a file of
/// the right hash gets its name.
/// </summary>
/// <param name="limits">How patient.</param>
/// <param name="environment">Where tokens stand.</param>
public sealed class BaseFetch(FetchLimits limits, Func<string, string?> environment)
{
    /// <summary>Free bytes on the disk of a folder.</summary>
    internal Func<string, long> FreeSpace { get; init; } = FreeSpaceOf;

    /// <summary>Returns where the file lies.</summary>
    /// <param name="download">What to fetch.</param>
    /// <param name="onProgress">Told often, on any thread.</param>
    /// <param name="onMessage">Told what the fetch waits for.</param>
    /// <param name="cancel">Stops it; what is there stays.</param>
    /// <exception cref="FetchException">It cannot be fetched, or is not what its hash says.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public string Run(BaseDownload download, Action<FetchProgress> onProgress, Action<string> onMessage, CancellationToken cancel)
    {
        try
        {
            download.CheckPlace();
            Directory.CreateDirectory(download.Folder.Path);
            using (Lock(download, onMessage, cancel))
            {
                // another build may have fetched it meanwhile
                var path = download.Fetched ?? Task.Run(() => Fetch(download, onProgress, onMessage, cancel), cancel).GetAwaiter().GetResult();
                NewFile.TryDelete(download.Lock);
                return path;
            }
        }
        catch (StoreLinkException error)
        {
            throw new FetchException(error.Finding);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FetchException(CacheDiagnostics.StoreNotWritable.At(error.Message, download.Folder.Path));
        }
    }

    private async Task<string> Fetch(BaseDownload download, Action<FetchProgress> onProgress, Action<string> onMessage, CancellationToken cancel)
    {
        using var server = new BaseServer(download, limits, environment);
        using var part = new PartFile(download.Part, cancel);
        var found = part.Sha256;
        for (var isFirst = true; found != download.Sha256; isFirst = false)
        {
            var isOfParts = await Transfer(download, server, part, onProgress, onMessage, cancel).ConfigureAwait(false);
            found = part.Sha256;
            if (found == download.Sha256)
            {
                break;
            }

            if (!isFirst || !isOfParts)
            {
                part.Discard();
                throw new FetchException(ProjectDiagnostics.BaseHashWrong.At(
                    $"{download.Address} has the SHA-256 {found}, not {download.Sha256} as written here; the file has been removed.", download.Place));
            }

            // the parts may be of two versions
            part.Clear();
        }

        return part.Publish(download.PathFor);
    }

    // attempts until the whole file is there; true if a part of it is of an earlier attempt
    private async Task<bool> Transfer(
        BaseDownload download, BaseServer server, PartFile part, Action<FetchProgress> onProgress, Action<string> onMessage, CancellationToken cancel)
    {
        var failures = 0;
        while (true)
        {
            var before = part.Length;
            try
            {
                return await Attempt(download, server, part, onProgress, cancel).ConfigureAwait(false);
            }
            catch (StalePartException)
            {
                part.Clear();
            }
            catch (TransientException problem)
            {
                failures = part.Length - before > 1 << 20 ? 1 : failures + 1;
                if (failures >= limits.Attempts)
                {
                    throw new FetchException(ProjectDiagnostics.BaseNotFetched.At($"{download.Address} cannot be fetched: {problem.Message}.", download.Place));
                }

                var pause = limits.Pause * Math.Pow(2, failures - 1);
                pause = TimeSpan.FromTicks(Math.Min(Math.Max(pause.Ticks, problem.Pause.Ticks), limits.Longest.Ticks));
                onMessage($"Fetch {download.Name}: {problem.Message}; trying again.");
                await Task.Delay(pause, cancel).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> Attempt(BaseDownload download, BaseServer server, PartFile part, Action<FetchProgress> onProgress, CancellationToken cancel)
    {
        using var served = await server.Open(part.Length, part.Version, cancel).ConfigureAwait(false);
        if (served.Offset == 0)
        {
            part.Clear();
        }

        var begin = part.Length;
        part.Version = served.Version;
        if (served.Total > limits.MostBytes)
        {
            throw TooLarge(download, part);
        }

        if (served.Total - begin is { } missing && FreeSpace(download.Folder.Path) is var free && free < missing)
        {
            throw new FetchException(CacheDiagnostics.StoreNotWritable.At(FormattableString.Invariant(
                $"{download.Name} needs {(missing >> 20) + 1} MiB more, and the disk of {download.Folder.Path} has {free >> 20} MiB left."),
                download.Folder.Path));
        }

        var clock = Stopwatch.StartNew();
        var buffer = new byte[1 << 18];
        while (await Read(served.Content, buffer, cancel).ConfigureAwait(false) is > 0 and var read)
        {
            part.Append(buffer.AsSpan(0, read));
            if (part.Length > limits.MostBytes)
            {
                throw TooLarge(download, part);
            }

            if (served.Total is { } total)
            {
                onProgress(new FetchProgress(part.Length, total, clock.Elapsed.TotalSeconds > 0.5 ? (part.Length - begin) / clock.Elapsed.TotalSeconds : 0));
            }
        }

        return part.Length < served.Total ? throw new TransientException("the connection broke") : begin > 0;
    }

    // an answer may have no end
    private FetchException TooLarge(BaseDownload download, PartFile part)
    {
        part.Discard();
        return new(ProjectDiagnostics.BaseNotFetched.At(FormattableString.Invariant(
            $"{download.Address} sends more than {limits.MostBytes >> 20} MiB, which no base model has; what had come of it has been removed."),
            download.Place));
    }

    private async Task<int> Read(Stream content, byte[] buffer, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(limits.Silence);
        try
        {
            return await content.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TransientException("the server fell silent");
        }
        catch (Exception error) when (error is IOException or System.Net.Http.HttpRequestException)
        {
            throw new TransientException("the connection broke");
        }
    }

    // the lock belongs to the open file: that of a killed build is free
    private static FileStream Lock(BaseDownload download, Action<string> onMessage, CancellationToken cancel)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(download.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (IsHeld(error))
            {
                if (isFirst)
                {
                    onMessage($"Fetch {download.Name}: waiting for another build that fetches it.");
                }

                cancel.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    // the numbers of Linux, macOS and Windows
    private static bool IsHeld(IOException error) => (error.HResult & 0xFFFF) is 11 or 35 or 32 or 33;

    private static long FreeSpaceOf(string folder)
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(Path.GetFullPath(folder))! : folder).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // nobody knows; a full disk is said when it is full
            return long.MaxValue;
        }
    }
}
