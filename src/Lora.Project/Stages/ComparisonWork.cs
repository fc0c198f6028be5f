namespace Lora.Project;

/// <summary>What the target Compare asks for in the place of a stage.</summary>
/// <param name="This">Absolute path of the file that describes this version (a <see cref="StageRequest"/> with all options).</param>
/// <param name="That">The same of the other; empty where it is a LoRA's file alone.</param>
/// <param name="ThatLora">Absolute path of that file; else empty.</param>
/// <param name="ThatName">The other as the user names it: <c>v1.0</c>.</param>
public sealed record ComparisonWork(string This, string That, string ThatLora, string ThatName);
