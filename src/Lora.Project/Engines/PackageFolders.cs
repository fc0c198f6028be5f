using System.Text.Json;

namespace Lora.Project;

/// <summary>Where restore put the packages of a project: read from its <c>project.assets.json</c>.</summary>
public static class PackageFolders
{
    /// <summary>
    /// The folder of every restored package by its name, those that came with another one too. A package that is in no package folder any more has the one it
    /// was restored to.
    /// </summary>
    /// <param name="assetsFile">NuGet's list of what it restored.</param>
    /// <param name="asked">The packages that the engine needs.</param>
    /// <exception cref="PackageException">One of them was not restored, or the list cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Of(string assetsFile, IReadOnlyList<string> asked)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            using var assets = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
            string[] roots = [.. assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
            foreach (var library in assets.RootElement.GetProperty("libraries").EnumerateObject())
            {
                if (library.Value.TryGetProperty("path", out var path) && library.Value.GetProperty("type").GetString() == "package"
                    && path.GetString() is { } place)
                {
                    string[] places = [.. roots.Select(root => Path.Combine(root, place))];
                    found[library.Name.Split('/')[0]] = places.FirstOrDefault(Directory.Exists) ?? places[0];
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PackageException($"What was restored cannot be read: {e.Message.Split('\n')[0].TrimEnd('.')}.", assetsFile, e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw new PackageException("What was restored cannot be read: the file is not as NuGet writes it.", assetsFile, e);
        }

        return asked.FirstOrDefault(name => !found.ContainsKey(name)) is { } missing
            ? throw new PackageException($"The package {missing} is not restored.", assetsFile)
            : found;
    }
}

/// <summary>A package that the engine needs is not there.</summary>
public sealed class PackageException(string message, string file, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The file that should name it.</summary>
    public string File { get; } = file;
}
