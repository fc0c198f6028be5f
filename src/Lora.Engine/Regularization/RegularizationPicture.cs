using Lora.Project;

namespace Lora.Engine;

/// <summary>A regularization image that is to be drawn.</summary>
/// <param name="Name">Its file's name without extension.</param>
/// <param name="Caption">What it is trained with: the training image's caption without the trigger.</param>
/// <param name="Prompt">What it is drawn from.</param>
internal sealed record RegularizationPicture(string Name, string Caption, PromptItem Prompt);
