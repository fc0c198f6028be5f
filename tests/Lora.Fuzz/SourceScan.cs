using System.Text.RegularExpressions;
using Lora.Testing;

namespace Lora.Fuzz;

/// <summary>
/// Finds the places in <c>src</c> where bytes become something: whatever opens or reads a file, an answer or an archive, decodes text or parses a format.
/// </summary>
internal static partial class SourceScan
{
    /// <summary>Paths below <c>src</c> with '/', each with the first word that gave it away.</summary>
    public static IReadOnlyDictionary<string, string> Find() => Directory.EnumerateFiles(Repository.At("src"), "*.cs", SearchOption.AllDirectories)
        .Select(file => (Path: Path.GetRelativePath(Repository.At("src"), file).Replace('\\', '/'), File: file))
        .Where(file => !Built().IsMatch(file.Path))
        .Select(file => (file.Path, Match: Primitive().Match(Comment().Replace(File.ReadAllText(file.File), ""))))
        .Where(file => file.Match.Success)
        .ToDictionary(file => file.Path, file => file.Match.Value, StringComparer.Ordinal);

    [GeneratedRegex(@"\bFile\.(?:Open\w*|ReadAll\w*|ReadLines\w*)\(|FileMode\.Open\b|FileMode\.OpenOrCreate|new StreamReader\(|BinaryReader|MemoryMappedFile\."
        + @"|RandomAccess\.Read|ReadAs(?:Stream|String|ByteArray)|Json(?:Document|Node)\.Parse|JsonSerializer\.Deserialize|new Utf8JsonReader|XmlReader\.Create"
        + @"|X(?:Document|Element)\.(?:Load|Parse)|TomlParser\.|ZipArchive|GZipStream|DeflateStream|ZLibStream|BrotliStream|Image\.(?:Load|Identify)"
        + @"|BinaryPrimitives\.(?:Read|TryRead)|Encoding\w*(?:\.\w+|\(.*?\))\.GetString\(|FromBase64|decoder\.Decode<")]
    private static partial Regex Primitive();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"/(?:obj|bin)/")]
    private static partial Regex Built();
}
