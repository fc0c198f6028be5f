using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>The tensors of a safetensors file.</summary>
internal sealed class SafetensorsTensors : ITensorFile
{
    private readonly SafetensorsFile _file;

    /// <exception cref="CheckpointException">The file is missing, is a Git LFS pointer or no whole safetensors file.</exception>
    public SafetensorsTensors(string path)
    {
        LfsPointer.Refuse(path);
        try
        {
            _file = new SafetensorsFile(path);
        }
        catch (SafetensorsException e)
        {
            var problem = e.Message.StartsWith(path, StringComparison.Ordinal) ? e.Message[path.Length..].TrimStart(':', ' ') : e.Message;
            throw new CheckpointException(path, problem, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, "the file is missing or cannot be read.", e);
        }

        Names = [.. _file.Names.Order(StringComparer.Ordinal)];
    }

    public string Path => _file.Path;

    public IReadOnlyCollection<string> Names { get; }

    public IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    public SafetensorsDType DTypeOf(string name) => _file[name].DType;

    public IReadOnlyList<long> ShapeOf(string name) => _file[name].Shape;

    public ReadOnlySpan<byte> BytesOf(string name) => _file.Bytes(name);

    public IDisposable? Hold(string name) => _file.Hold();

    public void Dispose() => _file.Dispose();
}
