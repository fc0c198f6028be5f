using System.Text;

namespace Lora.Testing;

/// <summary>A user's folder with a project file, pictures and captions, of which each room asks what concerns it.</summary>
/// <param name="folder">Where it lies.</param>
public abstract class TestProject(string folder)
{
    /// <summary>The project's folder.</summary>
    public string Folder { get; } = Directory.CreateDirectory(folder).FullName;

    /// <summary>A file or folder in it by its name, there or not.</summary>
    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a file of the project, with the folders above it.</summary>
    public void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllBytes(At(name), content);
    }

    /// <summary>The same in UTF-8 without a mark.</summary>
    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>A picture and the caption beside it; null writes none.</summary>
    public void WriteImage(string name, byte[] content, byte[]? caption)
    {
        Write(name, content);
        if (caption is not null)
        {
            Write(Path.ChangeExtension(name, ".txt"), caption);
        }
    }

    /// <inheritdoc cref="WriteImage(string, byte[], byte[])"/>
    public void WriteImage(string name, byte[] content, string caption) => WriteImage(name, content, Encoding.UTF8.GetBytes(caption));
}
