using Lora.Testing;

namespace Lora.Engine.Tests.Rooms;

/// <summary>A file holds one concept: it is short, and its lines fit a screen.</summary>
public sealed class FileTests
{
    private const int Lines = 300;
    private const int Width = 160;

    private static readonly Dictionary<string, string> MayBeLonger = new(StringComparer.Ordinal);

    // rooms whose lines have yet to be brought to the width
    private static readonly string[] MayBeWider = [];

    [Fact]
    public void Files_AreShortEnoughToHoldOneConcept()
    {
        var longer = All().Where(file => LinesOf(file).Length > Lines).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        Listing.Empty($"files of more than {Lines} lines", longer.Except(MayBeLonger.Keys));
        Listing.Empty("exceptions that are none any more", MayBeLonger.Keys.Except(longer));
    }

    [Fact]
    public void Lines_FitTheWidth() => Listing.Empty($"lines of more than {Width} characters",
        All().Where(file => !MayBeWider.Any(room => file.Path.StartsWith(room + "/", StringComparison.Ordinal)))
            .SelectMany(file => LinesOf(file).Index().Where(line => line.Item.Length > Width).Select(line => $"{file.Path}({line.Index + 1})")));

    // it holds paths of the machine and the addresses of its registries
    [Fact]
    public void Restore_WritesNothingAmongTheSources() => Listing.Empty("files of restore among the sources",
        ((string[])["src", "sdk", "tests", "bench", "examples"]).SelectMany(folder => ((string[])["project.assets.json", "*.nuget.dgspec.json"])
            .SelectMany(name => Directory.EnumerateFiles(Repository.At(folder), name, SearchOption.AllDirectories)))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)));

    private static IEnumerable<SourceFile> All() => SourceFile.Below("src", "sdk", "tests", "bench");

    private static string[] LinesOf(SourceFile file) => file.Text.TrimEnd('\n').Split('\n');
}
