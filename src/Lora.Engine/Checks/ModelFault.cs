using Lora.Diffusion;
using Lora.Project;

namespace Lora.Engine;

/// <summary>What a base model that cannot be used tells the user.</summary>
internal static class ModelFault
{
    internal static Finding Of(CheckpointException e)
    {
        var rule = e.IsNotFinite ? TrainingDiagnostics.WeightsNotFinite : ProjectDiagnostics.BaseModelNotUnderstood;
        var problem = $"The base model cannot be used: {e.Problem}";
        return e.SaysWhatToDo ? new(rule.Code, rule.Severity, problem, e.File, e.Line) : rule.At(problem, e.File, e.Line);
    }
}
