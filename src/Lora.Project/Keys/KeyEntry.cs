namespace Lora.Project;

/// <summary>One reason why a stage's result is what it is.</summary>
/// <param name="Kind">stage, algorithm, parameter, image, caption, repeats, model, prompt or output.</param>
/// <param name="Name">Which one: a parameter's name, an image's number, an earlier stage.</param>
/// <param name="Value">The parameter's canonical text, or a SHA-256 in lower-case hex.</param>
public sealed record KeyEntry(string Kind, string Name, string Value);
