using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>Finds what <c>CompareWith</c> names: a LoRA, a project, or a revision of this one, whose tree git puts into a folder to be built there.</summary>
[MSBuildMultiThreadableTask]
public sealed class FindCompared : LoraTask, ICancelableTask
{
    private readonly CancellationTokenSource _cancelled = new();

    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    /// <summary>Folder for the trees of revisions, absolute. Ex: /home/me/mychar/obj/mychar/compare.</summary>
    [Required]
    public string Trees { get; set; } = "";

    /// <summary>The other version as the user names it. Ex: v1.0.</summary>
    [Output]
    public string Name { get; set; } = "";

    /// <summary>The LoRA's file, absolute; empty where it is a project's. Ex: /home/me/loras/other.safetensors.</summary>
    [Output]
    public string Lora { get; set; } = "";

    /// <summary>The project to build, absolute; empty where there is none. Ex: /home/me/mychar/obj/mychar/compare/0123456789abcdef/mychar.loraproj.</summary>
    [Output]
    public string Project { get; set; } = "";

    /// <summary>The tree that it lies in; empty where it is none of git's. Ex: /home/me/mychar/obj/mychar/compare/0123456789abcdef.</summary>
    [Output]
    public string Tree { get; set; } = "";

    /// <summary>The repository's root, where the tree's files lie now. Ex: /home/me/mychar.</summary>
    [Output]
    public string Root { get; set; } = "";

    /// <summary>Idempotent and cheap, as <see cref="RunStage.Cancel"/>.</summary>
    public void Cancel() => _cancelled.Cancel();

    private protected override bool Run()
    {
        var session = BuildSession.Of((IBuildEngine4)BuildEngine, Path.TrimEndingDirectorySeparator(ObjDirectory));
        var (plan, place) = (session.Plan, session.Plan.PlaceOf(CompareOptions.CompareWith));
        // before Validate says everything that is wrong: CompareWith itself may be misspelt
        foreach (var finding in session.Findings.Where(finding => finding.Code == ProjectDiagnostics.UnknownProperty.Code))
        {
            Log.Log(finding);
        }

        try
        {
            var found = ComparedVersion.Find(plan.Options.Get(CompareOptions.CompareWith), plan.Paths.ProjectFile, place,
                Path.TrimEndingDirectorySeparator(Trees), _cancelled.Token);
            (Name, Lora, Project) = (found.Name, found.Lora, found.Project);
            (Tree, Root) = found.Revision ?? ("", "");
        }
        catch (ComparisonException error)
        {
            Log.Log(error.Finding);
        }
        catch (OperationCanceledException)
        {
            Log.Log(EngineDiagnostics.Stopped.At("Compare was stopped.", plan.Paths.ProjectFile));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.Log(ComparisonDiagnostics.GitFailed.At($"The tree of the other version cannot be written below '{Trees}': {error.Message}", place));
        }

        return !Log.HasLoggedErrors;
    }
}
