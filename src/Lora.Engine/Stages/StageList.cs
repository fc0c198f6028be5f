namespace Lora.Engine;

/// <summary>Every stage that the engine runs.</summary>
internal static class StageList
{
    internal static IReadOnlyList<EngineStage> All { get; } =
    [
        new ValidateStage(),
        new ResizeStage(),
        new TagStage(),
        new CacheLatentsStage(),
        new CacheTextEmbeddingsStage(),
        new TrainStage(),
        new SampleStage(),
    ];
}
