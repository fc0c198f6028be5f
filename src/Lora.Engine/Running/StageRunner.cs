using System.Globalization;
using System.Text.Json;
using Lora.Imaging;
using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// Runs a request file: restores the stage's files and findings when the store knows its key, else lets the stage work, then records both under the key.
/// Whatever goes wrong comes back as a finding.
/// </summary>
internal sealed class StageRunner(IReadOnlyList<EngineStage> stages, IImageCodec codec) : IDisposable
{
    private readonly LoadedModels _models = new();
    private readonly Dictionary<(string Folder, StoreSettings Settings, bool IsNear), ContentStore> _stores = [];
    private readonly HashSet<string> _saidFull = [];

    public void Dispose()
    {
        _models.Dispose();
        foreach (var store in _stores.Values)
        {
            store.Far?.Dispose();
            store.Folder.Dispose();
        }
    }

    internal StageResult Run(string requestFile, IEvents events, CancellationToken saveAndLeave)
    {
        StageRequest request;
        try
        {
            request = StageJson.ReadRequest(File.ReadAllText(requestFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            var finding = EngineDiagnostics.EngineFault.At($"The request cannot be read: {ErrorText.OneLine(e)}.", requestFile);
            events.Send(new FindingEvent(finding));
            return new(null, "", Success: false, Cancelled: false, FromStore: false, [], [finding]);
        }

        return Run(request, events, saveAndLeave);
    }

    internal StageResult Run(StageRequest request, IEvents events, CancellationToken saveAndLeave)
    {
        var outputs = new StageOutputs(request.Paths, events);
        var (cancelled, fromStore) = (false, false);
        try
        {
            var stage = stages.FirstOrDefault(each => each.Row == request.Stage)
                ?? throw new InvalidOperationException($"no class runs the stage {request.Stage}");
            var context = new StageContext(StoreOf(request), _models, codec, events);
            context.Store.Folder.Damaged = path =>
                outputs.ReportHere(CacheDiagnostics.DamagedEntry.At($"'{Path.GetFileName(path)}' in the store is damaged.", path));
            _models.Say = events.Say;
            if (request.CacheWork is { } onStore)
            {
                Work(onStore, request, context.Store, events, saveAndLeave);
                return Result(success: true);
            }

            NoteBases(request, context.Store.Folder);
            saveAndLeave.ThrowIfCancellationRequested();
            if (request.CaptionWork is { } work)
            {
                CaptionVerbs.Run(work, request, context, outputs, saveAndLeave);
                return Result(success: !outputs.HasErrors);
            }

            if (request.RegularizationWork is { } making)
            {
                new RegularizationMaker(request, context, outputs).Make(making, saveAndLeave);
                return Result(success: !outputs.HasErrors);
            }

            fromStore = stage.IsStored && TryRestore(request, context.Store, outputs);
            if (!fromStore)
            {
                stage.Run(request, context, outputs, saveAndLeave);
                saveAndLeave.ThrowIfCancellationRequested();
            }

            if (!outputs.HasErrors)
            {
                if (stage.IsStored && !fromStore)
                {
                    Record(stage, request, context.Store, outputs);
                }

                Trim(context.Store.Folder, request, outputs, events);

                stage.Tidy(request, outputs);
                return Result(success: true);
            }
        }
        catch (OperationCanceledException) when (saveAndLeave.IsCancellationRequested)
        {
            cancelled = true;
        }
        catch (Exception e)
        {
            outputs.Report(StageFault.Finding(e, request));
        }

        return Result(success: false);

        StageResult Result(bool success)
        {
            SayOfRemote(request, outputs, events, cancelled);
            return new(request.Stage, request.Key, success, cancelled, fromStore, outputs.Files, outputs.Findings);
        }
    }

    private static bool TryRestore(StageRequest request, ContentStore store, StageOutputs outputs)
    {
        if (store.Find(request.Key) is not { } record)
        {
            return false;
        }

        if (StoredOutput.TryRestore(record.Outputs, request.Paths, store) is not { } files)
        {
            return false;
        }

        foreach (var file in files)
        {
            outputs.Add(file);
        }

        foreach (var finding in record.Findings)
        {
            outputs.Report(StoredFinding.Restore(finding, request.Paths));
        }

        return true;
    }

    private void Record(EngineStage stage, StageRequest request, ContentStore store, StageOutputs outputs)
    {
        if (stage.Row.ModelParts.Count > 0)
        {
            _models.CheckFiles(request);
        }

        store.Record(request.Key, new ActionRecord(
            [.. outputs.Files.Select(file => StoredOutput.Put(file, request, store))],
            [.. outputs.Findings.Select(finding => StoredFinding.Of(finding, request.Paths))]));
    }

    // base models that were fetched into the store
    private static void NoteBases(StageRequest request, FolderStore store)
    {
        var folder = StoreFolder.Bases(store.Root).Path + Path.DirectorySeparatorChar;
        foreach (var file in request.ModelFiles.Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal)))
        {
            store.Uses.Add(file.Path);
        }
    }

    private void Trim(FolderStore store, StageRequest request, StageOutputs outputs, IEvents events)
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

    private static void Work(CacheWork work, StageRequest request, ContentStore store, IEvents events, CancellationToken stop)
    {
        if (work is CacheWork.Upload)
        {
            store.Far?.FinishUploads(events.Say, stop);
            return;
        }

        var verbs = new StoreVerbs(store.Folder, request.Store.MaxBytes, events.Say);
        (work is CacheWork.Clean ? verbs.Clean : (Action)verbs.Show)();
    }

    // of this machine alone, and no part of a result
    private void SayOfRemote(StageRequest request, StageOutputs outputs, IEvents events, bool cancelled)
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

    private ContentStore StoreOf(StageRequest request)
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
