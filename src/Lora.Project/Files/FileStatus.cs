namespace Lora.Project;

/// <summary>
/// What a file system says of a file without reading it: equal twice, the content is the same. It holds what git's index compares, since size and time of
/// modification alone can be kept while the content changes (archives, <c>rsync -t</c>, a rename).
/// </summary>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">When the content changed last, as the file's owner may set it; nanoseconds since 1970.</param>
/// <param name="Changed">When content, name or owner changed last, which no program can set; the same unit.</param>
/// <param name="Inode">Number of the file in its file system.</param>
/// <param name="Device">Number of the file system.</param>
public readonly record struct FileStatus(long Size, long Modified, long Changed, ulong Inode, ulong Device)
{
    private const long CoarseTick = 10_000_000;

    /// <summary>
    /// The status of the file, of its target if it is a link; null where there is no such file, or where the file system knows too little for a changed file to
    /// be seen: then only its content tells.
    /// </summary>
    public static FileStatus? Of(string path)
    {
        var status = OperatingSystem.IsLinux() ? LinuxStatus.Of(path) : OperatingSystem.IsMacOS() ? MacStatus.Of(path)
            : OperatingSystem.IsWindows() ? WindowsStatus.Of(path) : null;
        return status is { Inode: not 0, IsOneTime: false } ? status : null;
    }

    /// <summary>What lies there is a device or a pipe, of which some never end, or never begin: nothing that is read as a file.</summary>
    public static bool IsSpecial(string path) =>
        OperatingSystem.IsLinux() ? LinuxStatus.IsSpecial(path) : OperatingSystem.IsMacOS() && MacStatus.IsSpecial(path);

    // FAT, sshfs: no time of change, or the time of modification in its place, in whole seconds or two
    internal bool IsOneTime => Changed == 0 || (Changed == Modified && Changed % CoarseTick == 0);
}
