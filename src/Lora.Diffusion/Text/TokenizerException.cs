using System.Globalization;

namespace Lora.Diffusion;

/// <summary>Tokenizer files that cannot be used. The message names the file, the line where one is known, and what is wrong.</summary>
/// <param name="file">Path of the file or folder.</param>
/// <param name="problem">What is wrong, and what to do.</param>
/// <param name="line">Line in the file, from 1; 0 when none is known.</param>
/// <param name="inner">What was caught, or null.</param>
public sealed class TokenizerException(string file, string problem, int line = 0, Exception? inner = null)
    : Exception(line == 0 ? $"{file}: {problem}" : string.Create(CultureInfo.InvariantCulture, $"{file}({line}): {problem}"), inner)
{
    /// <summary>Path of the file or folder.</summary>
    public string File { get; } = file;

    /// <summary>Line in the file, from 1; 0 when none is known.</summary>
    public int Line { get; } = line;

    /// <summary>What is wrong, without file and line.</summary>
    public string Problem { get; } = problem;
}
