using System.Runtime.InteropServices;

namespace Lora.Project;

/// <summary>stat(2) of macOS, with inodes of 64 bits.</summary>
internal static partial class MacStatus
{
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000, Folder = 0x4000;

    /// <summary>Null where there is no such file.</summary>
    public static FileStatus? Of(string path)
    {
        return Ask(path, out var file) && (file.Mode & TypeMask) == RegularFile
            ? new FileStatus(file.Size, file.Modified.Nanoseconds, file.Changed.Nanoseconds, file.Inode, (uint)file.Device) : null;
    }

    /// <summary>Neither file nor folder.</summary>
    public static bool IsSpecial(string path) => Ask(path, out var file) && (file.Mode & TypeMask) is not (RegularFile or Folder);

    private static bool Ask(string path, out Buffer file) =>
        (RuntimeInformation.ProcessArchitecture is Architecture.X64 ? StatOfX64(path, out file) : Stat(path, out file)) == 0;

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, out Buffer buffer);

    // under the plain name Intel's Macs keep the structure of inodes of 32 bits
    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatOfX64(string path, out Buffer buffer);

    // struct stat of sys/stat.h
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private readonly struct Buffer
    {
        [FieldOffset(0)]
        public readonly int Device;

        [FieldOffset(4)]
        public readonly ushort Mode;

        [FieldOffset(8)]
        public readonly ulong Inode;

        [FieldOffset(48)]
        public readonly Time Modified;

        [FieldOffset(64)]
        public readonly Time Changed;

        [FieldOffset(96)]
        public readonly long Size;
    }

    // struct timespec
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        private readonly long _seconds;
        private readonly long _nanoseconds;

        public long Nanoseconds => unchecked(_seconds * 1_000_000_000 + _nanoseconds);
    }
}
