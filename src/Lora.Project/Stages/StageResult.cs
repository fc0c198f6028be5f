namespace Lora.Project;

/// <summary>What came of a stage: the last event of its run, on success also the file <c>obj/STAGE.result.json</c>.</summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Key">The request's key.</param>
/// <param name="Success">False after an error finding or a cancellation; then no result file is written.</param>
/// <param name="Cancelled">It stopped because it was told to.</param>
/// <param name="FromStore">Nothing was computed: the result lay in the store.</param>
/// <param name="Outputs">Every file that the stage made, ordered by root and path.</param>
/// <param name="Findings">What is wrong, ordered; also sent one by one as events.</param>
public sealed record StageResult(
    StageName Stage, string Key, bool Success, bool Cancelled, bool FromStore, IReadOnlyList<OutputFile> Outputs, IReadOnlyList<Finding> Findings);
