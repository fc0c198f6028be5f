namespace Lora.Project;

/// <summary>Where something stands in a project file, for findings; no result depends on it.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="Line">1-based; 0 = unknown.</param>
/// <param name="Column">1-based; 0 = unknown.</param>
public sealed record SourcePlace(string File, int Line = 0, int Column = 0);
