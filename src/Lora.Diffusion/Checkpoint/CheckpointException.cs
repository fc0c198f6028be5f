using System.Globalization;

namespace Lora.Diffusion;

/// <summary>A base model that cannot be used: what is wrong, in which file, at which key, tensor or line. The message is for the user.</summary>
/// <param name="file">The file or folder the problem lies in.</param>
/// <param name="problem">What is wrong, then what to do.</param>
/// <param name="inner">What was caught, or null.</param>
/// <param name="line">Line in the file, from 1; 0 when none is known.</param>
public sealed class CheckpointException(string file, string problem, Exception? inner = null, int line = 0)
    : Exception(line == 0 ? $"{file}: {problem}" : string.Create(CultureInfo.InvariantCulture, $"{file}({line}): {problem}"), inner)
{
    /// <summary>The file or folder the problem lies in.</summary>
    public string File { get; } = file;

    /// <summary>The message without file and line.</summary>
    public string Problem { get; } = problem;

    /// <summary>Line in the file, from 1; 0 when none is known.</summary>
    public int Line { get; } = line;

    /// <summary>The problem ends with advice of its own: another model would not be the answer.</summary>
    public bool SaysWhatToDo { get; init; }

    /// <summary>A weight is NaN or infinite.</summary>
    public bool IsNotFinite { get; init; }
}
