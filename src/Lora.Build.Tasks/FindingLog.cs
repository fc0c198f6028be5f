using Lora.Project;
using Microsoft.Build.Utilities;

namespace Lora.Build.Tasks;

/// <summary>Turns findings into MSBuild's errors, warnings and messages; the only place that knows both.</summary>
internal static class FindingLog
{
    public static void Log(this TaskLoggingHelper log, Finding finding)
    {
        switch (finding.Severity)
        {
            case Severity.Error:
                log.LogError(null, finding.Code, null, null, finding.File, finding.Line, finding.Column, 0, 0, finding.Message);
                break;
            case Severity.Warning:
                log.LogWarning(null, finding.Code, null, null, finding.File, finding.Line, finding.Column, 0, 0, finding.Message);
                break;
            default:
                log.LogMessage(null, finding.Code, null, finding.File, finding.Line, finding.Column, 0, 0, Microsoft.Build.Framework.MessageImportance.High,
                    finding.Message);
                break;
        }
    }
}
