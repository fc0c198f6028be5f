using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>The classes behind the vocabulary's stages, one to one.</summary>
internal static class StageCatalog
{
    /// <summary>In the order of <see cref="Stage.All"/>.</summary>
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
