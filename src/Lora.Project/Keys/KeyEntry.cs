namespace Lora.Project;

/// <summary>One reason why a stage's result is what it is.</summary>
/// <param name="Kind">stage, algorithm, tool, option, image, caption, repeats, model, rule, prompt or output.</param>
/// <param name="Name">Which one: an option's name, an image's number, an earlier stage.</param>
/// <param name="Value">The value in force as canonical text, or a SHA-256 in lower-case hex.</param>
public sealed record KeyEntry(string Kind, string Name, string Value);
