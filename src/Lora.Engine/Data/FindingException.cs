using Lora.Project;

namespace Lora.Engine;

/// <summary>Ends a stage with what the user is told.</summary>
internal sealed class FindingException(Finding finding) : Exception(finding.Message)
{
    internal Finding Finding => finding;
}
