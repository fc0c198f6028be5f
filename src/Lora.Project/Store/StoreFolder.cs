namespace Lora.Project;

/// <summary>
/// A folder of the store. Nothing is written, touched or removed in it where a link inside of the store leads out of it; the store itself may lie behind a
/// link.
/// </summary>
public sealed class StoreFolder
{
    private readonly string _root;

    private StoreFolder(string root, string name)
    {
        _root = System.IO.Path.GetFullPath(root);
        Path = System.IO.Path.Combine(_root, name);
    }

    /// <summary>Blobs under their SHA-256, as <c>cas</c> of Bazel's cache.</summary>
    public static StoreFolder Blobs(string root) => new(root, "cas");

    /// <summary>What each action made, under its key; the form's version is in the name.</summary>
    public static StoreFolder Actions(string root) => new(root, "ac.v2");

    /// <summary>Base models that a <c>bases.json</c> names by URL.</summary>
    public static StoreFolder Bases(string root) => new(root, "bases");

    /// <summary>Files of engines that come in parts, joined.</summary>
    public static StoreFolder Engines(string root) => new(root, "engines");

    /// <summary>What the builds that are running use.</summary>
    public static StoreFolder Builds(string root) => new(root, "builds");

    /// <summary>What is still to be brought to a remote cache.</summary>
    public static StoreFolder Uploads(string root) => new(root, "uploads");

    /// <summary>For reading.</summary>
    public string Path { get; }

    /// <summary>Whether there is an entry of that name; whether it is whole is seen when it is read.</summary>
    public bool Holds(string name) => File.Exists(System.IO.Path.Combine(Path, name));

    /// <summary>False where a link leads out of the store.</summary>
    public bool IsInside => !LeadsOut(Path);

    /// <summary>The folder, to write into.</summary>
    /// <exception cref="StoreLinkException">It lies elsewhere.</exception>
    public string ForWriting() => Checked(Path);

    /// <summary>A file of the folder that is opened for writing where it lies.</summary>
    /// <exception cref="StoreLinkException">It lies elsewhere.</exception>
    public string ForWriting(string file) => Checked(System.IO.Path.Combine(ForWriting(), file));

    /// <summary>The folder, with everything below it, to write into.</summary>
    /// <exception cref="StoreLinkException">A part of it lies elsewhere.</exception>
    public string ForWritingAnywhere()
    {
        ForWriting();
        var below = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, AttributesToSkip = FileAttributes.None };
        foreach (var path in Directory.Exists(Path) ? Directory.EnumerateFileSystemEntries(Path, "*", below) : [])
        {
            Checked(path);
        }

        return Path;
    }

    private string Checked(string path) => LeadsOut(path) ? throw new StoreLinkException(path) : path;

    private bool LeadsOut(string path) =>
        InnerPath.Real(_root) is not { } place || InnerPath.Real(path) is not { } real || !InnerPath.IsBelow(real, place);
}

/// <summary>A link in the store leads out of it.</summary>
/// <param name="path">Where the link is, or what lies behind it.</param>
public sealed class StoreLinkException(string path) : IOException($"'{path}' lies behind a link that leads out of the store")
{
    /// <summary>What to tell the user.</summary>
    public Finding Finding => CacheDiagnostics.LinkLeadsOut.At($"{Message}.", path);
}
