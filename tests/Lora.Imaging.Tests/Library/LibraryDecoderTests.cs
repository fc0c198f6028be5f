using System.Diagnostics;
using System.Reflection;
using Lora.Imaging.Library;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Memory;

namespace Lora.Imaging.Tests.Library;

/// <summary>What a picture may take of the machine when a library decodes it, and what becomes of the library's faults.</summary>
public sealed class LibraryDecoderTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void CodecsName_HoldsTheLibrarysVersion()
    {
        var version = typeof(Image).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        Assert.EndsWith($"/imagesharp-{version}", new ManagedCodec().Name, StringComparison.Ordinal);
    }

    [Fact]
    public void DecoderThatHangs_IsLeftBehindAndTold()
    {
        using var end = new ManualResetEventSlim();
        var clock = Stopwatch.StartNew();
        var error = Assert.Throws<ImageFormatException>(() => LibraryDecoder.Bounded("WebP", Limit, _ =>
        {
            end.Wait();
            return [];
        }));
        end.Set();
        Assert.Equal(ImageProblem.Damaged, error.Problem);
        Assert.Contains("did not end within 0.1 seconds", error.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public void DecoderThatAllocatesForEver_EndsWithItsTime()
    {
        var error = Assert.Throws<ImageFormatException>(() => LibraryDecoder.Bounded("WebP", Limit, timeIsUp =>
        {
            var allocator = new BoundedAllocator(long.MaxValue, timeIsUp);
            while (true)
            {
                allocator.Allocate<byte>(1).Dispose();
            }
        }));
        Assert.Contains("did not end", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FaultsOfTheLibrary_AreTheFiles()
    {
        var error = Assert.Throws<ImageFormatException>(() => LibraryDecoder.Bounded("TIFF", Limit, _ => throw new NullReferenceException()));
        Assert.Equal((ImageProblem.Damaged, "The TIFF file is damaged: its pixels cannot be unpacked."), (error.Problem, error.Message));
        Assert.IsType<NullReferenceException>(error.InnerException);

        var own = ImageFormatException.Damaged("Too much.");
        Assert.Same(own, Assert.Throws<ImageFormatException>(() =>
            LibraryDecoder.Bounded("TIFF", Limit, _ => throw new InvalidImageContentException("wrapped", own))));
    }

    [Fact]
    public void Memory_IsCountedAndGivenBack()
    {
        MemoryAllocator allocator = new BoundedAllocator(1000, CancellationToken.None);
        using (allocator.Allocate<int>(200))
        {
            Assert.Throws<ImageFormatException>(() => allocator.Allocate<int>(60));
        }
    }
}
