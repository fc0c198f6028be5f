namespace Lora.Project;

/// <summary>How far a fetch is.</summary>
/// <param name="Done">Bytes that are there, also those of an earlier build.</param>
/// <param name="Total">Bytes of the file.</param>
/// <param name="Rate">Bytes a second; 0 = not yet known.</param>
public readonly record struct FetchProgress(long Done, long Total, double Rate);
