using Lora.Testing;

namespace Lora.Fuzz;

/// <summary>A folder that readers of files are given their input in, removed when the process ends.</summary>
internal sealed class Scratch
{
    private readonly TempFolder _folder = new();

    public Scratch() => AppDomain.CurrentDomain.ProcessExit += (_, _) => _folder.Dispose();

    public string Path => _folder.Path;

    /// <summary>A file in it.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Writes a file, and returns where.</summary>
    public string Write(string name, byte[] content)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Takes over a folder's files, those that are large as links.</summary>
    public void Copy(string from, string to = "")
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var path = this[System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, file))];
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            if (new FileInfo(file).Length > 1 << 16)
            {
                File.CreateSymbolicLink(path, file);
            }
            else
            {
                File.Copy(file, path);
            }
        }
    }
}
