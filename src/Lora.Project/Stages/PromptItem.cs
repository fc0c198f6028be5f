namespace Lora.Project;

/// <summary>One row of the sample grid. Every value is resolved: defaults stand in already.</summary>
/// <param name="Name">The item's Include, the row's label; not part of any key but Sample's.</param>
/// <param name="Text">Prompt, with weights as <c>(word:1.2)</c>.</param>
/// <param name="Negative">Negative prompt (kohya's --n), may be empty.</param>
/// <param name="Seed">Of the starting noise (--d), 0 to 2^64-1 in <c>torch.manual_seed</c>'s sense, here 0 to 2^63-1.</param>
/// <param name="Width">Pixels (--w), divisible by 8.</param>
/// <param name="Height">Pixels (--h), divisible by 8.</param>
/// <param name="Steps">Sampler steps (--s), 1 to 1000.</param>
/// <param name="Scale">Classifier-free guidance scale (--l), 1 = off.</param>
/// <param name="Sampler">ddim, euler, euler_a, dpmpp_2m or dpmpp_2m_karras (--ss).</param>
public sealed record PromptItem(string Name, string Text, string Negative, long Seed, int Width, int Height, int Steps, double Scale, string Sampler);
