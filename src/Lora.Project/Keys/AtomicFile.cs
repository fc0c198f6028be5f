using System.Text;

namespace Lora.Project;

/// <summary>Writes a file beside its place and renames it into it, so that a killed build leaves the old file or the new one.</summary>
public static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>UTF-8 without mark; makes the folder.</summary>
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(beside, text, Utf8);
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Writes only if the text differs; then the file's time of change says when its content changed. True if it wrote.</summary>
    public static bool WriteIfDifferent(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path, Utf8) == text)
        {
            return false;
        }

        Write(path, text);
        return true;
    }
}
