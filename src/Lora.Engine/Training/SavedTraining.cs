using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// A training's last state in the store, under its key, with the LoRAs of the epochs before it: what a stopped training goes on from. Each one replaces the
/// one before; that of the end stays until room is needed.
/// </summary>
internal sealed class SavedTraining(StageRequest request, StageContext context, StageOutputs outputs, TimeProvider clock)
{
    private const int EntryVersion = 1;
    private const string StateName = "state";

    private readonly string _key = new EntryKey("training", EntryVersion).With("train", request.TrainingKey).Hash();
    private readonly double _minutes = request.Get(ProjectOptions.LoraSaveStateMinutes);
    private long _last = clock.GetTimestamp();
    private string? _saved;

    /// <summary>Takes over the saved state if there is one; one that cannot be used is said and passed over.</summary>
    internal void GoOn(TrainingState state, TrainingPlan plan)
    {
        if (context.Store.Near.Find(_key)?.Outputs is not [{ Name: StateName } saved, ..] all)
        {
            return;
        }

        _saved = saved.Hash;
        if (Problem(saved, all.Skip(1), state) is { } problem)
        {
            context.Events.Say($"Train begins anew, since its saved state cannot be used: {problem}");
        }
        else
        {
            context.Events.Say(FormattableString.Invariant($"Train goes on from step {state.Step} of {plan.TotalSteps}"));
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
        context.Store.Near.Record(_key, new ActionRecord(
            [stored, .. outputs.Files.Where(TrainedFiles.IsLora).Select(file => StoredOutput.Put(file, request, context.Store.Near))]));
        if (_saved is not null && _saved != stored.Hash)
        {
            context.Store.Near.Remove(_saved);
        }

        (_saved, _last) = (stored.Hash, clock.GetTimestamp());
    }

    private string? Problem(ActionOutput saved, IEnumerable<ActionOutput> kept, TrainingState state)
    {
        if (context.Store.Near.PathOf(saved.Hash) is not { } path)
        {
            return "it is damaged";
        }

        if (StoredOutput.TryRestore(kept, request.Paths, context.Store.Near) is not { } files)
        {
            return "the LoRA of an epoch before it is lost";
        }

        if (!state.TryLoad(path, request.TrainingKey, out var problem))
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
            return new(StateName, context.Store.Near.PutFile(temp), new FileInfo(temp).Length);
        }
        finally
        {
            NewFile.TryDelete(temp);
        }
    }
}
