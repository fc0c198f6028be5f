using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>
/// What the tasks of one project share within one build: <see cref="PlanStages"/> makes it, <see cref="RunStage"/> and <see cref="WriteLock"/> read it.
/// </summary>
internal sealed record BuildSession(
    ProjectInput Input, BuildPlan Plan, IReadOnlyDictionary<Stage, KeyFile> Keys, IReadOnlyList<Finding> Findings)
{
    /// <summary>The engine's assembly.</summary>
    public string Engine { get; init; } = "";

    /// <summary>The packages of native engines that the project asks for.</summary>
    public IReadOnlyList<string> EnginePackages { get; init; } = [];

    /// <summary>What restore has put where.</summary>
    public string AssetsFile { get; init; } = "";

    /// <summary>Codes that <c>NoWarn</c> names.</summary>
    public IReadOnlyList<string> NoWarn { get; init; } = [];

    /// <summary>Progress is one live line of the terminal logger.</summary>
    public bool LiveProgress { get; init; }

    /// <summary>Where the build has to be what its lock file says; else null.</summary>
    public LockedBuild? Locked { get; init; }

    /// <summary>True if the project itself is wrong; then the build ends after Validate.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity is Severity.Error);

    /// <summary>Makes it known to the project's later tasks, until the build ends.</summary>
    public void Register(IBuildEngine4 engine)
    {
        engine.UnregisterTaskObject(KeyOf(Plan.Paths.ObjDirectory), RegisteredTaskObjectLifetime.Build);
        engine.RegisterTaskObject(KeyOf(Plan.Paths.ObjDirectory), this, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
    }

    /// <summary>The session of the project that builds into that folder.</summary>
    public static BuildSession Of(IBuildEngine4 engine, string objDirectory) =>
        engine.GetRegisteredTaskObject(KeyOf(objDirectory), RegisteredTaskObjectLifetime.Build) as BuildSession
        ?? throw new InvalidOperationException($"no plan for {objDirectory}: the target _LoraPlan has to run first");

    private static string KeyOf(string objDirectory) => $"Lora.Build.Tasks.BuildSession|{objDirectory}";
}
