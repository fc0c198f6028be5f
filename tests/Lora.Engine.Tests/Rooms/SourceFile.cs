using System.Text.RegularExpressions;
using Lora.Testing;

namespace Lora.Engine.Tests.Rooms;

/// <summary>A C# file of the repository, as the tests of its order see it: by words, not by meaning.</summary>
/// <param name="Path">From the repository's root, with slashes.</param>
/// <param name="Text">The whole file.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    private string? _code;

    /// <summary>The folder among <c>src</c>'s or <c>tests</c>' own that holds it: a room, a room's tests.</summary>
    public string Project => Path.Split('/')[1];

    /// <summary>The text without comments and plain strings; interpolated ones stay, for the code in them.</summary>
    public string Code => _code ??= NoCode().Replace(Text, match => match.Value.StartsWith('$') ? match.Value : " ");

    /// <summary>The types that stand in the file by themselves, not inside another.</summary>
    public IEnumerable<string> Types => Declaration().Matches(Code).Select(match => match.Groups["name"].Value);

    /// <summary>All names that the code says, once each.</summary>
    public IEnumerable<string> Words => Word().Matches(Code).Select(match => match.Value).Distinct(StringComparer.Ordinal);

    /// <summary>Every file below the folders that a person wrote.</summary>
    public static IEnumerable<SourceFile> Below(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Repository.At(folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => (Name: System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File: file))
            .Where(file => !Built().IsMatch(file.Name))
            .Select(file => new SourceFile(file.Name, File.ReadAllText(file.File)));

    [GeneratedRegex("""//.*|/\*[\s\S]*?\*/|\$*@?"{3,}[\s\S]*?"{3,}|[$@]*"(?:\\.|[^"\\\n])*"|'(?:\\.[^']*|[^'\\])'""")]
    private static partial Regex NoCode();

    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|readonly|ref|unsafe|partial)\s+)+"
        + @"(?:record\s+struct|record|class|struct|interface|enum|delegate\s+[\w<>\[\],.? ]+?)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b[A-Za-z_]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"/(?:obj|bin)/")]
    private static partial Regex Built();
}
