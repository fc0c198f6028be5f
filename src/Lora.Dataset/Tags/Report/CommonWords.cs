namespace Lora.Dataset;

/// <summary>Words that every base model has a meaning for, by a list of ours (<c>CommonWords.txt</c>).</summary>
public static class CommonWords
{
    private static readonly Lazy<HashSet<string>> Words = new(Load);

    /// <summary>True where each word of a text is a common one, whatever its letter case.</summary>
    public static bool Has(string text) => text.Split([' ', '_', '-'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words
        && words.All(Words.Value.Contains);

    private static HashSet<string> Load()
    {
        using var stream = typeof(CommonWords).Assembly.GetManifestResourceStream("CommonWords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
