namespace Lora.Diffusion;

/// <summary>A base model that cannot be used: what is wrong, in which file, at which key or tensor. The message is for the user.</summary>
public sealed class CheckpointException(string file, string problem, Exception? inner = null) : Exception($"{file}: {problem}", inner)
{
    /// <summary>The file or folder the problem lies in.</summary>
    public string File { get; } = file;

    /// <summary>The message without the file.</summary>
    public string Problem { get; } = problem;
}
