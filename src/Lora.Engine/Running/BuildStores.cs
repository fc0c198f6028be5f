using System.Globalization;
using Lora.Project;

namespace Lora.Engine;

/// <summary>The stores that an engine's requests name, and what is done with one beside running stages.</summary>
internal sealed class BuildStores : IDisposable
{
    private readonly Dictionary<(string Folder, StoreSettings Settings, bool IsNear), ContentStore> _stores = [];
    private readonly HashSet<string> _saidFull = [];

    public void Dispose()
    {
        foreach (var store in _stores.Values)
        {
            store.Far?.Dispose();
            store.Folder.Dispose();
        }
    }

    /// <summary>Notes the use of base models that were fetched into the store.</summary>
    internal static void NoteBases(StageRequest request, FolderStore store)
    {
        var folder = StoreFolder.Bases(store.Root).Path + Path.DirectorySeparatorChar;
        foreach (var file in request.ModelFiles.Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal)))
        {
            store.Uses.Add(file.Path);
        }
    }

    /// <summary>Brings the store below its limit again.</summary>
    internal void Trim(FolderStore store, StageRequest request, StageOutputs outputs, IEvents events)
    {
        if (!store.IsWritten || new StoreTrim(store).Run(request.Store.MaxBytes) is not { } trim)
        {
            return;
        }

        events.Note($"The store was above {SizeText.Of(request.Store.MaxBytes)} (LoraCacheSize): "
            + string.Create(CultureInfo.InvariantCulture, $"the {trim.Entries} entries that were unused longest ({SizeText.Of(trim.Bytes)}) were removed."));
        if (trim.Left > request.Store.MaxBytes && _saidFull.Add(store.Root))
        {
            outputs.ReportHere(CacheDiagnostics.LimitTooSmall.At($"Running builds use {SizeText.Of(trim.InUse)} of the store, "
                + $"and LoraCacheSize is {SizeText.Of(request.Store.MaxBytes)}.", store.Root));
        }
    }

    /// <summary>Does what a target asks of the store itself.</summary>
    internal static void Work(CacheWork work, StageRequest request, ContentStore store, IEvents events, CancellationToken stop)
    {
        if (work is CacheWork.Upload)
        {
            store.Far?.FinishUploads(events.Say, stop);
            return;
        }

        var verbs = new StoreVerbs(store.Folder, request.Store.MaxBytes, events.Say);
        (work is CacheWork.Clean ? verbs.Clean : (Action)verbs.Show)();
    }

    /// <summary>What the remote cache gave and what is wrong with it: of this machine alone, and no part of a result.</summary>
    internal void SayOfRemote(StageRequest request, StageOutputs outputs, IEvents events, bool cancelled)
    {
        if (StoreKey(request) is var key && _stores.TryGetValue(key, out var store) && store.Far is { } far)
        {
            if (far.TakeFetched() is { Count: > 0 } fetched)
            {
                events.Say(string.Create(CultureInfo.InvariantCulture,
                    $"{request.Stage}: {fetched.Count} files ({SizeText.Of(fetched.Bytes)}) from the remote cache"));
            }

            foreach (var finding in far.TakeFindings())
            {
                outputs.ReportHere(finding with { File = request.Paths.ProjectFile });
            }

            if (cancelled)
            {
                far.GiveUp();
            }
        }
    }

    /// <summary>The store that a request names, opened once.</summary>
    internal ContentStore Of(StageRequest request)
    {
        if (!_stores.TryGetValue(StoreKey(request), out var store))
        {
            var folder = new FolderStore(request.Paths.CacheDirectory);
            // what only looks into the store or empties it asks nobody
            var far = request.Store.Remote.Length == 0 || request.CacheWork is CacheWork.Show or CacheWork.Clean ? null
                : new RemoteCache(folder, request.Store, Environment.GetEnvironmentVariable, RemoteLimits.Default);
            _stores[StoreKey(request)] = store = new ContentStore(folder, far);
        }

        return store;
    }

    private static (string Folder, StoreSettings Settings, bool IsNear) StoreKey(StageRequest request) =>
        (request.Paths.CacheDirectory, request.Store, request.CacheWork is CacheWork.Show or CacheWork.Clean);
}
