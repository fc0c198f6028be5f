namespace Lora.Bench;

/// <summary>Files of the repository that this program was built in.</summary>
public static class Checkout
{
    /// <summary>A file or folder by its path from the root.</summary>
    /// <exception cref="FileNotFoundException">It is not above this program.</exception>
    public static string Find(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine([folder.FullName, .. parts]);
            if (Path.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"there is no {Path.Combine(parts)} above this program");
    }
}
