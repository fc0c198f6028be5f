using Lora.Project;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>What this build would run, and why.</summary>
[MSBuildMultiThreadableTask]
public sealed class Explain : PrintTask
{
    private protected override IEnumerable<string> Lines(BuildSession session) => new ExplainReport(session.Plan, session.Keys, session.HasErrors).Lines();
}
