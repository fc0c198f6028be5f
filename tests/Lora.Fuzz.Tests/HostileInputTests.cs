using System.Diagnostics;
using Lora.Testing;

namespace Lora.Fuzz.Tests;

/// <summary>
/// Damaged inputs for every reader: each is taken, or refused in a sentence for people, with bounded memory and time. A case that fails says its number and its
/// bytes; those that once failed lie in Cases, a folder a reader, and are tried first.
/// </summary>
public sealed class HostileInputTests(ITestOutputHelper output)
{
    private const int LongestShown = 4_000;

    // how many times as many cases as in the suite
    private const int Slow = 100;

    public static TheoryData<string> Readers => [.. ReaderCatalog.All.Select(reader => reader.Name)];

    [Theory, MemberData(nameof(Readers))]
    public void Seeds_AreTaken(string name)
    {
        var reader = ReaderCatalog.Find(name);
        Assert.NotEmpty(reader.Inputs);
        var refused = 0;
        foreach (var (i, seed) in reader.Inputs.Index())
        {
            var fault = Trial.Fault(reader, seed, out var isTaken);
            Assert.True(fault is null, $"seed {i} of {name}: {fault}");
            refused += isTaken ? 0 : 1;
            Assert.True(isTaken || reader.MayRefuseSeeds, $"seed {i} of {name} is refused: {reader.Read(seed)}");
        }

        Assert.True(refused < reader.Inputs.Count, $"all seeds of {name} are refused");
    }

    [Theory, MemberData(nameof(Readers))]
    public void Cases_ThatOnceFailed_AreNoFaultAnyMore(string name)
    {
        var reader = ReaderCatalog.Find(name);
        foreach (var file in Cases(name))
        {
            var fault = Trial.Fault(reader, File.ReadAllBytes(file), out _);
            Assert.True(fault is null, $"{Path.GetFileName(file)} of {name}: {fault}");
        }
    }

    [Fact]
    public void Cases_BelongToReaders() => Assert.Empty(Directory.GetDirectories(Repository.At("tests", "Lora.Fuzz.Tests", "Cases"))
        .Select(folder => Path.GetFileName(folder)).Except(ReaderCatalog.All.Select(reader => FolderOf(reader.Name))));

    [Theory, MemberData(nameof(Readers))]
    public void Mutants_AreTakenOrRefused(string name) => Run(name, 0, ReaderCatalog.Find(name).Cases);

    [Theory, MemberData(nameof(Readers)), Trait("Category", "Slow")]
    public void Mutants_OfThousands_AreTakenOrRefused(string name)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LORA_SLOW") == "1", "takes an hour: set LORA_SLOW=1; the small form above always runs");
        Run(name, 1 << 20, ReaderCatalog.Find(name).Cases * Slow);
    }

    private void Run(string name, int first, int count)
    {
        var reader = ReaderCatalog.Find(name);
        var inputs = reader.Inputs;
        var (taken, faults, number, began) = (0, new List<string>(), first, Stopwatch.GetTimestamp());
        // on a thread of its own: a reader that hangs is named, and left behind
        var thread = new Thread(() =>
        {
            for (; number < first + count && faults.Count < 5; number++)
            {
                Volatile.Write(ref began, Stopwatch.GetTimestamp());
                var input = Mutant.Of(inputs, reader.Form, (ulong)number);
                if (Trial.Fault(reader, input, out var isTaken) is { } fault)
                {
                    faults.Add($"case {number} of {name}: {fault}\n{Shown(name, number, input)}");
                }

                taken += isTaken ? 1 : 0;
            }
        })
        { IsBackground = true };
        thread.Start();
        while (!thread.Join(TimeSpan.FromSeconds(1)))
        {
            Assert.True(Stopwatch.GetElapsedTime(Volatile.Read(ref began)) < Trial.Patience * 2,
                $"case {number} of {name} hangs\n{Shown(name, number, Mutant.Of(inputs, reader.Form, (ulong)number))}");
        }

        output.WriteLine($"{name}: {taken} of {count} taken");
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }

    private static IEnumerable<string> Cases(string name) =>
        Repository.At("tests", "Lora.Fuzz.Tests", "Cases", FolderOf(name)) is var folder && Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [];

    // a reader is named after a file that it reads
    private static string FolderOf(string name) => name.Replace('/', '-').Replace(' ', '-');

    // with LORA_FUZZ_KEEP the inputs are written there, to become cases
    private static string Shown(string name, int number, byte[] input)
    {
        if (Environment.GetEnvironmentVariable("LORA_FUZZ_KEEP") is { Length: > 0 } folder)
        {
            var path = Path.Combine(folder, FolderOf(name), $"{number}");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, input);
            return path;
        }

        return input.Length > LongestShown ? $"{input.Length} bytes" : Convert.ToBase64String(input);
    }
}
