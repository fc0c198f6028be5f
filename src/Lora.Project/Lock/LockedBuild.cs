using System.Text.Json;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>A build that has to be what its lock file says (<c>LoraLockedMode</c>): any difference is an error, and the lock file is left as it is.</summary>
public sealed class LockedBuild
{
    private readonly LockedFile _file;
    private readonly bool _hasOtherTools;

    private LockedBuild(LockedFile file, IReadOnlyList<Finding> findings, bool hasOtherTools = false)
    {
        (_file, _hasOtherTools) = (file, hasOtherTools);
        Findings = findings;
    }

    /// <summary>What differs before anything runs: inputs, parameters, algorithms.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>True where a plan has to be what its lock file says.</summary>
    /// <param name="plan">A project without errors, its base model there.</param>
    /// <param name="isCi">The environment says that this is a build of a continuous integration: there a lock file is enough.</param>
    public static bool IsOn(BuildPlan plan, bool isCi) => plan.Options.IsWritten(ProjectOptions.LoraLockedMode)
        ? plan.Options.Get(ProjectOptions.LoraLockedMode) : isCi && File.Exists(LockFile.PathOf(plan));

    /// <summary>Compares all that a build is made of.</summary>
    /// <param name="plan">For which <see cref="IsOn"/> is true.</param>
    /// <param name="sdkVersion">For the message on an algorithm that is another one.</param>
    public static LockedBuild Of(BuildPlan plan, string sdkVersion)
    {
        var path = LockFile.PathOf(plan);
        if (!File.Exists(path))
        {
            return new(new(null, null, []), [LockDiagnostics.LockMissing.At(
                $"LoraLockedMode is true, and there is no '{Path.GetFileName(path)}'", plan.PlaceOf(ProjectOptions.LoraLockedMode))]);
        }

        var file = LockedFile.Read(path, LockDiagnostics.LockWrong);
        if (file is not { Root: { } root, Places: { } places })
        {
            return new(file, file.Findings);
        }

        // the toolchain is recorded, not compared: keys are those that the lock file's tools would have
        var tools = root.GetProperty("toolchain").EnumerateObject().ToDictionary(tool => tool.Name, tool => tool.Value.GetString()!, StringComparer.Ordinal);
        string NameOf(Tool tool) => tools.GetValueOrDefault(tool.Kind) ?? tool.Name(plan.Options);
        string[] others = [.. Tool.Used(Tool.All, plan.Options).Where(used => NameOf(used.Tool) != used.Name)
            .Select(used => $"{used.Tool.Kind} {NameOf(used.Tool)}, and this build has {used.Name}")];
        using var now = JsonDocument.Parse(
            LockFile.Write(plan, StageKeys.Of(plan, NameOf), new Dictionary<Stage, IReadOnlyList<OutputFile>>(), sdkVersion).ToArray());
        var findings = new LockComparison(file, now.RootElement).Find();
        return others.Length == 0 ? new(file, findings) : new(file,
            [.. findings, LockDiagnostics.OtherTools.At($"The lock file was written with {string.Join("; ", others)}", places["/toolchain"])], true);
    }

    /// <summary>What differs in what all stages together have made.</summary>
    public IEnumerable<Finding> Compare(IEnumerable<OutputFile> outputs, StagePaths paths)
    {
        if (_hasOtherTools || _file is not { Root: { } root, Places: { } places })
        {
            yield break;
        }

        var made = outputs.Where(LockFile.IsFinal).ToDictionary(output => output.BelowOut(paths), output => output.Sha256, StringComparer.Ordinal);
        var index = 0;
        foreach (var output in root.GetProperty("result").GetProperty("outputs").EnumerateArray())
        {
            var place = places[FormattableString.Invariant($"/result/outputs/{index++}")];
            var (name, then) = (output.GetProperty("path").GetString()!, output.GetProperty("sha256").GetString()!);
            if (!made.Remove(name, out var hash))
            {
                yield return LockDiagnostics.LockedOutput.At($"'{name}' is in the lock file, and was not made", place);
            }
            else if (hash != then)
            {
                yield return LockDiagnostics.LockedOutput.At($"'{name}' has SHA-256 {hash[..12]}, and {then[..12]} in the lock file", place);
            }
        }

        foreach (var name in made.Keys.Order(StringComparer.Ordinal))
        {
            yield return LockDiagnostics.LockedOutput.At($"'{name}' was made, and is not in the lock file", places["/result/outputs"]);
        }
    }
}
