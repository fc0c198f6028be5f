namespace Lora.Diffusion.Schedules;

/// <summary>What a model's files say about what it predicts.</summary>
/// <param name="Prediction">Null where they say nothing.</param>
/// <param name="ZeroTerminalSnr">The noise schedule ends in pure noise; null where they say nothing.</param>
/// <param name="From">What says it, for people: <c>scheduler_config.json</c>, <c>the key v_pred</c>. Empty where nothing does.</param>
public sealed record PredictionEvidence(PredictionType? Prediction, bool? ZeroTerminalSnr, string From);
