using Lora.Project;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>What the plan of this build says.</summary>
[MSBuildMultiThreadableTask]
public sealed class ShowPlan : PrintTask
{
    private protected override IEnumerable<string> Lines(BuildSession session) => new PlanReport(session.Plan, session.HasErrors).Lines();
}
