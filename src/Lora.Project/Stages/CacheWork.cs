namespace Lora.Project;

/// <summary>What the targets CacheInfo and CacheClean ask for in the place of a stage.</summary>
/// <param name="Cleans">The store is emptied; else what is in it is shown.</param>
public sealed record CacheWork(bool Cleans);
