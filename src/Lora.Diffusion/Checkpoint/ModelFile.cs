using System.Text;

namespace Lora.Diffusion;

/// <summary>A small file of a model, read whole: a config, a vocabulary.</summary>
/// <param name="Path">Where it lies, for messages.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record ModelFile(string Path, byte[] Content)
{
    /// <summary>The content as UTF-8, a byte-order mark left out.</summary>
    public string Text
    {
        get
        {
            using var reader = new StreamReader(new MemoryStream(Content), Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">It cannot be read, or is a Git LFS pointer.</exception>
    public static ModelFile Read(string path)
    {
        LfsPointer.Refuse(path);
        try
        {
            return new ModelFile(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, "the file is missing or cannot be read.", e);
        }
    }
}
