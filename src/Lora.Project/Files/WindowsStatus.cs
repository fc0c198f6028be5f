using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lora.Project;

/// <summary>GetFileInformationByHandleEx of Windows; NTFS and ReFS keep a time of change, FAT does not.</summary>
internal static partial class WindowsStatus
{
    private const int BasicInfo = 0;
    private const int IdInfo = 18;
    private static readonly long UnixEpoch = DateTime.UnixEpoch.ToFileTimeUtc();

    /// <summary>Null where there is no such file, or where it cannot be opened or asked.</summary>
    public static FileStatus? Of(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return BasicInfoOf(handle, BasicInfo, out var times, Marshal.SizeOf<Times>()) && IdInfoOf(handle, IdInfo, out var id, Marshal.SizeOf<Identity>())
                ? new FileStatus(RandomAccess.GetLength(handle), SinceUnix(times.Modified), SinceUnix(times.Changed), id.FileLow ^ id.FileHigh, id.Volume)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long SinceUnix(long fileTime) => fileTime == 0 ? 0 : (fileTime - UnixEpoch) * 100;

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandleEx")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool BasicInfoOf(SafeFileHandle file, int kind, out Times times, int size);

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandleEx")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool IdInfoOf(SafeFileHandle file, int kind, out Identity id, int size);

    // FILE_BASIC_INFO of winbase.h; times in 100 ns since 1601
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    private readonly struct Times
    {
        [FieldOffset(16)]
        public readonly long Modified;

        [FieldOffset(24)]
        public readonly long Changed;
    }

    // FILE_ID_INFO of winbase.h; NTFS fills the lower half
    [StructLayout(LayoutKind.Explicit, Size = 24)]
    private readonly struct Identity
    {
        [FieldOffset(0)]
        public readonly ulong Volume;

        [FieldOffset(8)]
        public readonly ulong FileLow;

        [FieldOffset(16)]
        public readonly ulong FileHigh;
    }
}
