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
    private readonly BuildStores _stores = new();

    public void Dispose()
    {
        _models.Dispose();
        _stores.Dispose();
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
            var problem = e is IOException or UnauthorizedAccessException ? ErrorText.OneLine(e) : "it is not as a build writes it";
            var line = (int)((e as JsonException)?.LineNumber ?? -1) + 1;
            var finding = EngineDiagnostics.EngineFault.At($"The request cannot be read: {problem}.", requestFile, line);
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
            var context = new StageContext(_stores.Of(request), _models, codec, events);
            context.Store.Folder.Damaged = path =>
                outputs.ReportHere(CacheDiagnostics.DamagedEntry.At($"'{Path.GetFileName(path)}' in the store is damaged.", path));
            _models.Say = events.Say;
            if (request.CacheWork is { } onStore)
            {
                BuildStores.Work(onStore, request, context.Store, events, saveAndLeave);
                return Result(success: true);
            }

            BuildStores.NoteBases(request, context.Store.Folder);
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

            if (request.ComparisonWork is { } comparing)
            {
                new VersionComparer(request, context, outputs).Compare(comparing, saveAndLeave);
                return Result(success: !outputs.HasErrors);
            }

            fromStore = stage.Row.IsStored && TryRestore(request, context.Store, outputs);
            if (!fromStore)
            {
                stage.Run(request, context, outputs, saveAndLeave);
                saveAndLeave.ThrowIfCancellationRequested();
            }

            if (!outputs.HasErrors)
            {
                if (stage.Row.IsStored && !fromStore)
                {
                    Record(stage, request, context.Store, outputs);
                }

                _stores.Trim(context.Store.Folder, request, outputs, events);
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
            _stores.SayOfRemote(request, outputs, events, cancelled);
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
}
