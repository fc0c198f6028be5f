using System.IO.Compression;

namespace Lora.Testing;

/// <summary>Where the golden numbers lie: the project's copy (<c>tests/golden</c>) or the folder in the environment variable <c>LORA_GOLDEN</c>.</summary>
public static class GoldenFolder
{
    /// <summary>The project's own copy: the waiting list, and files that a second set does not bring (the tokenizer's merges).</summary>
    public static string Project { get; } = Repository.At("tests", "golden");

    /// <summary>The set under test.</summary>
    public static string Current { get; } = Environment.GetEnvironmentVariable("LORA_GOLDEN") is { Length: > 0 } folder ? Path.GetFullPath(folder) : Project;

    /// <summary>A file or folder of the set under test, or the project's where the set does not bring it.</summary>
    public static string Find(params string[] parts)
    {
        var path = Path.Combine([Current, .. parts]);
        return Path.Exists(path) ? path : Path.Combine([Project, .. parts]);
    }

    /// <summary>A file's content, unpacked when its name ends in <c>.gz</c>.</summary>
    public static byte[] ReadAllBytes(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
        {
            return File.ReadAllBytes(path);
        }

        using var unpacked = new MemoryStream();
        using (var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
        {
            stream.CopyTo(unpacked);
        }

        return unpacked.ToArray();
    }
}
