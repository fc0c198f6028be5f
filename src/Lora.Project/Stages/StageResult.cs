using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// What came of a stage: the last event of its run. The task writes it to <c>obj/STAGE.result.json</c> when nothing about the stage has failed.
/// </summary>
/// <param name="Stage">Which stage; null where the request could not be read.</param>
/// <param name="Key">The request's key.</param>
/// <param name="Success">False after an error finding or a cancellation.</param>
/// <param name="Cancelled">It stopped because it was told to.</param>
/// <param name="FromStore">Nothing was computed: the result lay in the store.</param>
/// <param name="Outputs">Every file that the stage made, ordered by root and path.</param>
/// <param name="Findings">What is wrong, ordered; also sent one by one as events. Of a stage from the store, those of the run that made it.</param>
public sealed record StageResult(
    Stage? Stage, string Key, bool Success, bool Cancelled, bool FromStore, IReadOnlyList<OutputFile> Outputs, IReadOnlyList<Finding> Findings);
