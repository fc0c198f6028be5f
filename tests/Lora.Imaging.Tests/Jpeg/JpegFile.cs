namespace Lora.Imaging.Tests.Jpeg;

/// <summary>A small good JPEG file, and others with segments put into it.</summary>
internal static class JpegFile
{
    /// <summary>Before anything else in the file; the first begins at byte 2.</summary>
    public static byte[] With(byte[] file, byte marker, params IEnumerable<byte[]> segments) =>
        [.. file[..2], .. segments.SelectMany(data => (byte[])[0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data]), .. file[2..]];
}
