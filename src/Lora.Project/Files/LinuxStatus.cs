using System.Runtime.InteropServices;

namespace Lora.Project;

/// <summary>statx(2), the one call whose structure is the same on every architecture; Linux 4.11, glibc 2.28 or musl 1.2.5.</summary>
internal static partial class LinuxStatus
{
    private const int CurrentDirectory = -100;
    private const uint TypeTimesInodeAndSize = 0x3C1;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000, Folder = 0x4000;

    /// <summary>Null where there is no such file, or no such call.</summary>
    public static FileStatus? Of(string path)
    {
        try
        {
            return Statx(CurrentDirectory, path, 0, TypeTimesInodeAndSize, out var file) == 0 && (file.Mask & TypeTimesInodeAndSize) == TypeTimesInodeAndSize
                && (file.Mode & TypeMask) == RegularFile
                ? new FileStatus((long)file.Size, file.Modified.Nanoseconds, file.Changed.Nanoseconds, file.Inode, file.Device)
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Neither file nor folder.</summary>
    public static bool IsSpecial(string path)
    {
        try
        {
            return Statx(CurrentDirectory, path, 0, TypeTimesInodeAndSize, out var file) == 0 && (file.Mode & TypeMask) is not (RegularFile or Folder);
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out Buffer buffer);

    // struct statx of linux/stat.h
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Buffer
    {
        [FieldOffset(0)]
        public readonly uint Mask;

        [FieldOffset(28)]
        public readonly ushort Mode;

        [FieldOffset(32)]
        public readonly ulong Inode;

        [FieldOffset(40)]
        public readonly ulong Size;

        [FieldOffset(96)]
        public readonly Time Changed;

        [FieldOffset(112)]
        public readonly Time Modified;

        // major and minor number
        [FieldOffset(136)]
        public readonly ulong Device;
    }

    // struct statx_timestamp
    [StructLayout(LayoutKind.Explicit, Size = 16)]
    private readonly struct Time
    {
        [FieldOffset(0)]
        private readonly long _seconds;

        [FieldOffset(8)]
        private readonly uint _nanoseconds;

        public long Nanoseconds => unchecked(_seconds * 1_000_000_000 + _nanoseconds);
    }
}
