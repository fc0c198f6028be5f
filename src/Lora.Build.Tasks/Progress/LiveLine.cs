using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>
/// One line that stays in place in MSBuild's terminal logger. There is no interface for progress; the logger shows the test runner's events live, in a project
/// that has run a target named _TestRunStart. Undocumented, so all of it is here.
/// </summary>
internal static class LiveLine
{
    /// <summary>Replaces the project's live line.</summary>
    public static void Show(IBuildEngine engine, string stage, string text) => engine.LogMessageEvent(new ExtendedBuildMessageEventArgs(
        "TLTESTPASSED", text, null, "Lora", MessageImportance.High)
    { ExtendedMetadata = new Dictionary<string, string?> { ["localizedResult"] = stage, ["displayName"] = text } });

    /// <summary>A line that stays.</summary>
    public static void Keep(IBuildEngine engine, string text) => engine.LogMessageEvent(new ExtendedBuildMessageEventArgs(
        "TLTESTOUTPUT", text, null, "Lora", MessageImportance.High)
    { ExtendedMetadata = new Dictionary<string, string?>() });
}
