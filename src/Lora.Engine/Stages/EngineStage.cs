using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>The work of one stage: a request in, files in their places and findings out.</summary>
internal abstract class EngineStage
{
    /// <summary>Its row of the vocabulary.</summary>
    internal abstract Stage Row { get; }

    /// <summary>
    /// Does the work. Every file is published whole (<see cref="NewFile"/>) and noted in <paramref name="outputs"/>; user errors are reported in <paramref
    /// name="outputs"/> too.
    /// </summary>
    /// <exception cref="OperationCanceledException">Told to save and leave.</exception>
    internal abstract void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave);

    /// <summary>Takes away what would look like files of the stage and is none; called when they stand, made now or restored.</summary>
    internal virtual void Tidy(StageRequest request, StageOutputs outputs)
    {
    }
}
