using System.Globalization;
using System.Runtime.ExceptionServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;

namespace Lora.Imaging.Library;

/// <summary>What a format's own check has found out about the pixels that ImageSharp shall decode.</summary>
/// <param name="Format">The name of its row.</param>
/// <param name="Width">As stored.</param>
/// <param name="Height">As stored.</param>
/// <param name="Channels">3, or 4 with alpha.</param>
internal readonly record struct LibraryPicture(string Format, int Width, int Height, int Channels);

/// <summary>
/// ImageSharp 2.1, and the only place that runs it. It is given files that a check of ours has rebuilt from what it understood, one picture each and nothing
/// beside, and has bounded memory and time; whatever it throws is the file's finding. Embedded formats are unknown to it: its configuration is empty.
/// </summary>
internal static class LibraryDecoder
{
    // measured: WebP 9 to 15 bytes a pixel, TGA 4 to 8
    private const long BaseMemory = 16L << 20, MemoryPerPixel = 20;

    private static readonly TimeSpan BaseTime = TimeSpan.FromSeconds(20);

    private const double SecondsPerMegapixel = 2;

    /// <returns>Rows from the top, as stored, 8 bits a channel.</returns>
    public static byte[] Read(IImageDecoder decoder, byte[] file, LibraryPicture picture)
    {
        var pixels = (long)picture.Width * picture.Height;
        return Bounded(picture.Format, BaseTime + TimeSpan.FromSeconds(SecondsPerMegapixel * pixels / 1e6), timeIsUp =>
        {
            var configuration = new Configuration
            {
                MemoryAllocator = new BoundedAllocator(BaseMemory + pixels * MemoryPerPixel, timeIsUp),
                MaxDegreeOfParallelism = 1,
            };
            return picture.Channels == 4
                ? Decode<Rgba32>(decoder, file, picture, configuration, timeIsUp)
                : Decode<Rgb24>(decoder, file, picture, configuration, timeIsUp);
        });
    }

    /// <summary>
    /// Runs on a thread of its own, which is left behind if it neither ends in time nor notices that its time is up: it holds no lock and no file, and ends
    /// with the process at the latest.
    /// </summary>
    internal static byte[] Bounded(string format, TimeSpan limit, Func<CancellationToken, byte[]> read)
    {
        using var clock = new CancellationTokenSource(limit);
        var timeIsUp = clock.Token;
        byte[]? pixels = null;
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                pixels = read(timeIsUp);
            }
            catch (Exception e)
            {
                fault = e;
            }
        })
        { IsBackground = true, Name = "picture" };
        thread.Start();
        // a little more than its time, so that one that notices says so itself
        if (!thread.Join(limit + TimeSpan.FromSeconds(1)) || fault is OperationCanceledException)
        {
            throw ImageFormatException.Damaged(string.Create(CultureInfo.InvariantCulture,
                $"The {format} file is damaged: decoding it did not end within {limit.TotalSeconds:0.#} seconds."));
        }

        switch (fault)
        {
            case null:
                return pixels!;
            case OutOfMemoryException or ImageFormatException:
                ExceptionDispatchInfo.Throw(fault);
                return [];
            default:
                throw Cause<ImageFormatException>(fault) ?? Damaged(format, fault);
        }
    }

    private static byte[] Decode<T>(
        IImageDecoder decoder, byte[] file, LibraryPicture picture, Configuration configuration, CancellationToken timeIsUp)
        where T : unmanaged, IPixel<T>
    {
        using var image = decoder.Decode<T>(configuration, new MemoryStream(file, writable: false), timeIsUp);
        if ((image.Width, image.Height) != (picture.Width, picture.Height) || image.Frames.Count != 1)
        {
            throw Damaged(picture.Format, null);
        }

        var pixels = new byte[image.Width * image.Height * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()];
        image.CopyPixelDataTo(pixels);
        return pixels;
    }

    private static T? Cause<T>(Exception? e)
        where T : Exception
    {
        while (e is not (null or T))
        {
            e = e.InnerException;
        }

        return (T?)e;
    }

    private static ImageFormatException Damaged(string format, Exception? inner) =>
        ImageFormatException.Damaged($"The {format} file is damaged: its pixels cannot be unpacked.", inner);
}
