namespace Lora.Tensors;

/// <summary>A safetensors file that cannot be used. The message names the file, what is wrong and, where they are known, the tensor and the byte.</summary>
public sealed class SafetensorsException : Exception
{
    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>What is wrong, without file, tensor and offset.</summary>
    public string Problem { get; }

    /// <summary>Name of the tensor concerned, or null.</summary>
    public string? Tensor { get; }

    /// <summary>Byte in the file at which the problem lies, or null.</summary>
    public long? Offset { get; }

    internal SafetensorsException(string file, string problem, string? tensor = null, long? offset = null, Exception? inner = null)
        : base(Text(file, problem, tensor, offset), inner)
    {
        File = file;
        Problem = problem;
        Tensor = tensor;
        Offset = offset;
    }

    private static string Text(string file, string problem, string? tensor, long? offset)
    {
        var where = tensor is null ? "" : $" tensor '{tensor}':";
        var at = offset is null ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $" (byte {offset})");
        return $"{file}:{where} {problem}{at}";
    }
}
