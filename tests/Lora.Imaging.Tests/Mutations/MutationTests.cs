using System.Collections.Concurrent;
using System.Diagnostics;
using Lora.Testing;

namespace Lora.Imaging.Tests.Mutations;

/// <summary>
/// Thousands of damaged files of each format: pixels, or an <see cref="ImageFormatException"/>, and soon; no other exception, no hang, no dead process.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly ManagedCodec Codec = new();

    public static TheoryData<string> Formats => ["PNG", "JPEG", "BMP", "WebP", "TIFF", "TGA"];

    [Theory, MemberData(nameof(Formats))]
    public void Mutant_IsAnErrorOrPixels(string format) => Run(format, 300);

    [Theory, MemberData(nameof(Formats))]
    public void Mutant_OfThousands_IsAnErrorOrPixels(string format)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LORA_SLOW") == "1", "takes minutes: set LORA_SLOW=1; the small form above always runs");
        Run(format, 20_000);
    }

    private void Run(string format, int count)
    {
        byte[][] seeds = [.. Seeds(format)];
        Assert.True(seeds.Length > 10);
        var outcomes = new ConcurrentDictionary<string, int>();
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var random = new Random(i);
            var file = Mutant.Of(seeds[random.Next(seeds.Length)], seeds[random.Next(seeds.Length)], random);
            var clock = Stopwatch.StartNew();
            var outcome = Try(file);
            Assert.True(clock.Elapsed < Soon, $"mutant {i} of {format} took {clock.Elapsed}");
            outcomes.AddOrUpdate(outcome, 1, static (_, before) => before + 1);
        });
        foreach (var (outcome, times) in outcomes.OrderByDescending(pair => pair.Value))
        {
            output.WriteLine($"{format}: {times} {outcome}");
        }
    }

    private static string Try(byte[] file)
    {
        try
        {
            Codec.Probe(file);
        }
        catch (ImageFormatException)
        {
        }

        try
        {
            // twice the same: nothing is read that is not the file's
            Assert.Equal(Fixture.Hash(Codec.Decode(file).Pixels), Fixture.Hash(Codec.Decode(file).Pixels));
            Assert.Equal(Fixture.Hash(Codec.Decode(file, _ => new(1, 1)).Pixels), Fixture.Hash(Codec.Decode(file, _ => new(1, 1)).Pixels));
            return "pixels";
        }
        catch (ImageFormatException e)
        {
            return e.InnerException is { } inner ? $"{e.Problem} after {inner.GetType().Name}" : e.Problem.ToString();
        }
    }

    private static IEnumerable<byte[]> Seeds(string format)
    {
        string[] folders = [GoldenFolder.Find("images", "files"), Fixture.Root];
        return folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes).Where(file => file.Length < 100_000 && Vocabulary.ImageFormats.Sniff(file)?.Name == format);
    }
}
