namespace Lora.Project;

/// <summary>The property and item names of MSBuild and the .NET SDK (10.0.4xx), collected from its own .props and .targets files.</summary>
internal static class DotNetNames
{
    private static readonly Lazy<HashSet<string>> LazyProperties = new(() => Read("DotNetProperties"));
    private static readonly Lazy<HashSet<string>> LazyItems = new(() => Read("DotNetItems"));

    public static IReadOnlyCollection<string> Properties => LazyProperties.Value;

    public static IReadOnlyCollection<string> Items => LazyItems.Value;

    public static bool IsProperty(string name) => LazyProperties.Value.Contains(name) || name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTest", StringComparison.OrdinalIgnoreCase) || name.StartsWith("NuGet", StringComparison.OrdinalIgnoreCase);

    public static bool IsItem(string name) => LazyItems.Value.Contains(name);

    private static HashSet<string> Read(string resource)
    {
        using var reader = new StreamReader(typeof(DotNetNames).Assembly.GetManifestResourceStream(resource)!);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (reader.ReadLine() is { } line)
        {
            names.Add(line);
        }

        return names;
    }
}
