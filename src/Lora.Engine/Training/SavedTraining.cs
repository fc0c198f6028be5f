using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// A training's last state in the store, with the LoRAs of the epochs before it: what a stopped training goes on from. Each one replaces the one before;
/// that of the end stays until room is needed. It has two addresses: the training's key, and that of the training whatever its length, by which a longer one
/// finds it.
/// </summary>
internal sealed class SavedTraining(
    StageRequest request, StageContext context, StageOutputs outputs, TimeProvider clock, Func<SavePoint, IReadOnlyDictionary<string, string>> metadata)
{
    private const int EntryVersion = 1;

    private readonly string _key = new EntryKey("training", EntryVersion).With("train", request.TrainingKey).Hash();
    private readonly double _minutes = request.Get(ProjectOptions.LoraSaveStateMinutes);
    private long _last = clock.GetTimestamp();
    private string? _saved;

    /// <summary>Takes over the saved state if there is one; one that cannot be used is said and passed over.</summary>
    internal void GoOn(TrainingState state, TrainingPlan plan)
    {
        if (Find(_key) is { } own)
        {
            _saved = own.Hash;
            var problem = Problem(own, LorasOf(_key), request.TrainingKey, state);
            Say(problem is null ? null : $"since its saved state cannot be used: {problem}", state, plan);
        }
        else if (Find(request.OpenTrainingKey) is { } other && SavedState.Parse(other.Name) is { } saved)
        {
            Say(ProblemOfOther(other, saved, state, plan), state, plan);
        }
    }

    /// <summary>Saves the state if the last one is old enough.</summary>
    internal void SaveWhenDue(TrainingState state)
    {
        if (clock.GetElapsedTime(_last).TotalMinutes >= _minutes)
        {
            Save(state);
        }
    }

    /// <summary>Saves the state, unless the project wants none.</summary>
    /// <exception cref="FindingException">The base model changed.</exception>
    internal void Save(TrainingState state)
    {
        if (_minutes == 0 || state.Step == 0)
        {
            return;
        }

        context.Models.CheckFiles(request);
        var stored = StateOf(state);
        var record = new ActionRecord(
            [stored, .. outputs.Files.Where(TrainedFiles.IsLora).Select(file => StoredOutput.Put(file, request, context.Store.Near))]);
        context.Store.Near.Record(_key, record);
        context.Store.Near.Record(request.OpenTrainingKey, record);
        if (_saved is not null && _saved != stored.Hash)
        {
            context.Store.Near.Remove(_saved);
        }

        (_saved, _last) = (stored.Hash, clock.GetTimestamp());
    }

    private ActionOutput? Find(string key) => context.Store.Near.Find(key)?.Outputs is [var saved, ..] && SavedState.Is(saved.Name) ? saved : null;

    private IEnumerable<ActionOutput> LorasOf(string key) => context.Store.Near.Find(key)!.Outputs.Skip(1);

    private void Say(string? problem, TrainingState state, TrainingPlan plan) => context.Events.Say(problem is not null ? $"Train begins anew, {problem}"
        : FormattableString.Invariant($"Train goes on from step {state.Step} of {plan.TotalSteps}"));

    // why a training of another length begins anew; null if it has taken over the state
    private string? ProblemOfOther(ActionOutput other, SavedState saved, TrainingState state, TrainingPlan plan)
    {
        if (saved.WhyNot(request.Values, request.TrainPhases.Count > 0, plan.TotalSteps) is { } reason)
        {
            return $"since {reason}";
        }

        // the final LoRA of then is none of this training
        var points = plan.KeptBefore(saved.Step).ToDictionary(point => TrainedFiles.NameOf(request, point), StringComparer.Ordinal);
        ActionOutput[] kept = [.. LorasOf(request.OpenTrainingKey).Where(lora =>
            StoredName.Parse(lora) is { } file && TrainedFiles.PlaceOf(file.Path) is not null)];
        if (!kept.Select(lora => StoredName.Parse(lora)!.Path).ToHashSet(StringComparer.Ordinal).SetEquals(points.Keys))
        {
            return "since it keeps the LoRAs of other epochs than the one before";
        }

        if (Problem(other, kept, saved.Key, state) is { } problem)
        {
            return $"since the saved state cannot be used: {problem}";
        }

        foreach (var file in outputs.Files.Where(TrainedFiles.IsLora).ToArray())
        {
            var path = file.In(request.Paths);
            NewFile.Make(path, beside => LoraWriter.Rewrite(path, beside, metadata(points[file.Path])));
            outputs.Add(file with { Sha256 = Digest.OfFile(path) });
        }

        return null;
    }

    private string? Problem(ActionOutput saved, IEnumerable<ActionOutput> kept, string key, TrainingState state)
    {
        if (context.Store.Near.PathOf(saved.Hash) is not { } path)
        {
            return "it is damaged";
        }

        if (StoredOutput.TryRestore(kept, request.Paths, context.Store.Near) is not { } files)
        {
            return "the LoRA of an epoch before it is lost";
        }

        if (!state.TryLoad(path, key, out var problem))
        {
            return problem;
        }

        foreach (var file in files)
        {
            outputs.Add(file);
        }

        return null;
    }

    private ActionOutput StateOf(TrainingState state)
    {
        var (stream, temp) = NewFile.Open(request.Paths.ObjDirectory);
        stream.Dispose();
        try
        {
            state.Save(temp, request.TrainingKey);
            return new(new SavedState(request.TrainingKey, state.Step).Name, context.Store.Near.PutFile(temp), new FileInfo(temp).Length);
        }
        finally
        {
            NewFile.TryDelete(temp);
        }
    }
}
