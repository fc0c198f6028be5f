namespace Lora.Project;

/// <summary>
/// Writes a file beside its place and renames it into it, so that a reader sees the old file, the new one or none, and a killed process leaves at most
/// a hidden <c>.tmp-</c> file. Safe for several writers of one name: the last rename wins.
/// </summary>
public static class NewFile
{
    public const string TempPrefix = ".tmp-";

    private static int _count;

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var (stream, temp) = Open(Folder(path));
        try
        {
            using (stream)
            {
                stream.Write(content);
            }

            File.Move(temp, path, overwrite: true);
        }
        catch
        {
            TryDelete(temp);
            throw;
        }
    }

    /// <summary>UTF-8 without mark.</summary>
    public static void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes only when the file holds something else, so that its timestamp tells when it changed. True if it wrote.</summary>
    public static bool WriteIfDifferent(string path, ReadOnlySpan<byte> content)
    {
        if (Holds(path, content))
        {
            return false;
        }

        Write(path, content);
        return true;
    }

    /// <summary>Lets <paramref name="write"/> make the file at a temporary path beside its place, then renames it.</summary>
    public static void Make(string path, Action<string> write)
    {
        var (stream, temp) = Open(Folder(path));
        stream.Dispose();
        try
        {
            write(temp);
            File.Move(temp, path, overwrite: true);
        }
        catch
        {
            TryDelete(temp);
            throw;
        }
    }

    /// <summary>A new, empty file in <paramref name="folder"/> (made when missing) that no other process or thread writes.</summary>
    /// <param name="share">What others may do with it meanwhile.</param>
    public static (FileStream Stream, string Path) Open(string folder, FileShare share = FileShare.None)
    {
        Directory.CreateDirectory(folder);
        while (true)
        {
            // process and counter instead of a random name; a name left over from a killed process of the same number is passed over
            var path = Path.Combine(folder, $"{TempPrefix}{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");
            try
            {
                return (new FileStream(path, FileMode.CreateNew, FileAccess.Write, share, 1 << 16), path);
            }
            catch (IOException) when (File.Exists(path))
            {
            }
        }
    }

    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    internal static bool Holds(string path, ReadOnlySpan<byte> content)
    {
        var info = new FileInfo(path);
        return info.Exists && info.Length == content.Length && content.SequenceEqual(File.ReadAllBytes(path));
    }

    private static string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
