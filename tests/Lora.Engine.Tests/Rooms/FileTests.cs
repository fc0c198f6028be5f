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

    private static IEnumerable<SourceFile> All() => SourceFile.Below("src", "sdk", "tests", "bench");

    private static string[] LinesOf(SourceFile file) => file.Text.TrimEnd('\n').Split('\n');
}
