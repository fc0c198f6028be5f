using System.Text.RegularExpressions;

namespace Lora.Engine.Tests.Rooms;

/// <summary>
/// No circle between the folders of a room: what names what, by the types that files declare. A file at a room's top counts as a folder of its own; those
/// may name each other. A name declared in two places, and what only an extension method ties together, is not seen.
/// </summary>
public sealed class FolderTests
{
    // a type before a word: the word is the name of what is declared
    private const string Named = @"(?<!(?:\b[A-Z]\w*|\b(?:bool|byte|double|float|int|long|object|string|uint|ulong|ushort)|(?<=\S)[>\]])\?? )";

    /// <summary>The rooms in which it holds.</summary>
    public static TheoryData<string> Rooms =>
    [
        "Lora.Build.Tasks",
        "Lora.Dataset",
        "Lora.Diffusion",
        "Lora.Engine",
        "Lora.Imaging",
        "Lora.Project",
        "Lora.Runtime.OnnxRuntime",
        "Lora.Runtime.TorchSharp",
        "Lora.Tagging",
        "Lora.Tensors",
        "Lora.Training",
    ];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Folders_FormNoCircle(string room) =>
        Listing.Empty($"steps of circles between the folders of {room}", Circles([.. SourceFile.Below($"src/{room}")]));

    [Fact]
    public void Circle_IsFoundThroughFilesAtTheTopToo()
    {
        static SourceFile File(string path, string type, string uses) =>
            new($"src/Room/{path}", $"internal sealed class {type}\n{{\n    // Two\n    {uses} x = y.Two(\"Two\");\n    int Two = 2;\n}}\n");

        Assert.Empty(Circles([File("A/One.cs", "One", "Two"), File("B/Two.cs", "Two", "int"), File("Program.cs", "Program", "One")]));
        Assert.Empty(Circles([File("Plan.cs", "Plan", "Key"), File("Key.cs", "Key", "Plan"), File("A/One.cs", "One", "Plan")]));
        Assert.Equal(["A -> B (A/One.cs: Two)", "B -> A (B/Two.cs: One)"], Circles([File("A/One.cs", "One", "Two"), File("B/Two.cs", "Two", "One")]));
        Assert.Equal(["A -> Plan (A/One.cs: Plan)", "Plan -> A (Plan.More.cs: One)"],
            Circles([File("A/One.cs", "One", "Plan"), File("Plan.cs", "Plan", "int"), File("Plan.More.cs", "More", "One")]));
    }

    /// <summary>Every step of a circle that a folder stands in, with one place where it is taken.</summary>
    private static IEnumerable<string> Circles(SourceFile[] files)
    {
        var owners = files.SelectMany(file => file.Types.Select(type => (Type: type, Folder: Folder(file)))).Distinct()
            .ToLookup(declared => declared.Type, declared => declared.Folder, StringComparer.Ordinal);
        var steps = new SortedDictionary<(string From, string To), string>();
        foreach (var file in files)
        {
            foreach (var word in Names(file, files).Where(word => owners[word].Count() == 1 && owners[word].Single() != Folder(file)))
            {
                steps.TryAdd((Folder(file), owners[word].Single()), $"{Below(file)}: {word}");
            }
        }

        bool Reaches(string from, string to, HashSet<string> seen) =>
            from == to || (seen.Add(from) && steps.Keys.Any(step => step.From == from && Reaches(step.To, to, seen)));

        string[] folders = [.. files.Where(file => Below(file).Contains('/')).Select(Folder).Distinct()];
        return steps.Where(step => folders.Any(folder => Reaches(step.Key.To, folder, []) && Reaches(folder, step.Key.From, [])))
            .Select(step => $"{step.Key.From} -> {step.Key.To} ({step.Value})");
    }

    /// <summary>
    /// The words that may be types: not what is declared under that name, nor what stands behind a dot, unless a folder's name stands before it.
    /// </summary>
    private static IEnumerable<string> Names(SourceFile file, SourceFile[] files)
    {
        var qualifiers = string.Join('|', files.Select(Folder).Distinct());
        var code = Regex.Replace(file.Code, $@"\b(?:{qualifiers})\.", " ");
        return Regex.Matches(code, $@"(?<![\w.]){Named}[A-Za-z_]\w*").Select(match => match.Value).Distinct(StringComparer.Ordinal);
    }

    private static string Below(SourceFile file) => file.Path.Split('/', 3)[2];

    private static string Folder(SourceFile file) => Below(file).Split('/', '.')[0];
}
