namespace Lora.Testing;

/// <summary>Where things lie in the repository that the tests were built in.</summary>
public static class Repository
{
    /// <summary>The folder above the test assembly that holds <c>Lora.Build.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The quickstart: pictures, captions, recipe and its base model.</summary>
    public static string Zorblax { get; } = At("examples", "zorblax");

    /// <summary>The quickstart's base model, a folder as diffusers writes it.</summary>
    public static string ZorblaxModel { get; } = Path.Combine(Zorblax, "model");

    /// <summary>A file or folder by its path from the root.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lora.Build.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Lora.Build.sln above {AppContext.BaseDirectory}");
    }
}
