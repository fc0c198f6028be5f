using System.Collections;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks.Tests;

/// <summary>As much of MSBuild as a task sees: keeps what is logged, and the objects that tasks share.</summary>
internal sealed class FakeBuildEngine : IBuildEngine8, IDisposable
{
    private readonly Dictionary<object, object> _objects = [];
    private readonly Lock _lock = new();

    public List<BuildErrorEventArgs> Errors { get; } = [];

    public List<BuildWarningEventArgs> Warnings { get; } = [];

    public List<BuildMessageEventArgs> Messages { get; } = [];

    /// <summary>Set once a message with that text has come.</summary>
    public Action<string>? OnMessage { get; set; }

    /// <summary>Called between a question for a shared object and its answer: where another thread may come in.</summary>
    public Action? OnQuestion { get; init; }

    public Dictionary<string, string> GlobalProperties { get; } = [];

    /// <summary><c>TreatWarningsAsErrors</c>.</summary>
    public bool WarningsAreErrors { get; init; }

    /// <summary>Codes of <c>WarningsAsErrors</c>.</summary>
    public IReadOnlyCollection<string> WarningsAsErrors { get; init; } = [];

    /// <summary>Codes of <c>NoWarn</c>.</summary>
    public IReadOnlyCollection<string> NoWarn { get; init; } = [];

    public bool AllowFailureWithoutError { get; set; }

    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 1;

    public int ColumnNumberOfTaskNode => 1;

    public string ProjectFileOfTaskNode => "test.targets";

    public bool IsRunningMultipleNodes => false;

    public string Text => string.Join('\n', Messages.Where(message => message.Importance is MessageImportance.High).Select(message => message.Message));

    public void LogErrorEvent(BuildErrorEventArgs e) => Add(Errors, e);

    /// <summary>MSBuild drops what NoWarn names behind the task, where its loggers begin.</summary>
    public void LogWarningEvent(BuildWarningEventArgs e)
    {
        if (!NoWarn.Contains(e.Code))
        {
            Add(Warnings, e);
        }
    }

    /// <summary>MSBuild's rule: a code of NoWarn is none, then one of WarningsAsErrors is, then TreatWarningsAsErrors counts.</summary>
    public bool ShouldTreatWarningAsError(string warningCode) =>
        !NoWarn.Contains(warningCode) && (WarningsAreErrors || WarningsAsErrors.Contains(warningCode));

    public void LogMessageEvent(BuildMessageEventArgs e)
    {
        Add(Messages, e);
        OnMessage?.Invoke(e.Message ?? "");
    }

    public void LogCustomEvent(CustomBuildEventArgs e) => throw new NotSupportedException("no task of ours logs custom events");

    public void LogTelemetry(string eventName, IDictionary<string, string> properties) => throw new NotSupportedException("no task of ours sends telemetry");

    public IReadOnlyDictionary<string, string> GetGlobalProperties() => GlobalProperties;

    public object? GetRegisteredTaskObject(object key, RegisteredTaskObjectLifetime lifetime)
    {
        var found = _objects.GetValueOrDefault(key);
        OnQuestion?.Invoke();
        return found;
    }

    public void RegisterTaskObject(object key, object obj, RegisteredTaskObjectLifetime lifetime, bool allowEarlyCollection) => _objects[key] = obj;

    public object? UnregisterTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => _objects.Remove(key, out var value) ? value : null;

    /// <summary>The end of the build.</summary>
    public void Dispose()
    {
        foreach (var shared in _objects.Values.OfType<IDisposable>())
        {
            shared.Dispose();
        }
    }

    public int RequestCores(int requestedCores) => throw new NotSupportedException("no task of ours asks for cores");

    public void ReleaseCores(int coresToRelease) => throw new NotSupportedException("no task of ours asks for cores");

    public void Yield()
    {
    }

    public void Reacquire()
    {
    }

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) =>
        throw new NotSupportedException("no task of ours builds projects");

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs, string toolsVersion) =>
        throw new NotSupportedException("no task of ours builds projects");

    public bool BuildProjectFilesInParallel(
        string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IDictionary[] targetOutputsPerProject, string[] toolsVersion,
            bool useResultsCache, bool unloadProjectsOnCompletion) =>
        throw new NotSupportedException("no task of ours builds projects");

    public BuildEngineResult BuildProjectFilesInParallel(
        string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IList<string>[] removeGlobalProperties, string[] toolsVersion,
            bool returnTargetOutputs) =>
        throw new NotSupportedException("no task of ours builds projects");

    private void Add<T>(List<T> list, T entry)
    {
        lock (_lock)
        {
            list.Add(entry);
        }
    }
}
