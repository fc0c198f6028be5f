namespace Lora.Testing;

/// <summary>A fresh folder under the system's temporary one, removed with the test.</summary>
/// <param name="prefix">How its name begins; a space and a letter beyond ASCII unless the test is about something that suffers neither.</param>
public sealed class TempFolder(string prefix = "lora ü-") : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory(prefix).FullName;

    /// <summary>A file or folder in it by its name, there or not.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
