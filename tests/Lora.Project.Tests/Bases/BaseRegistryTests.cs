using Lora.Testing;

namespace Lora.Project.Tests.Bases;

public sealed class BaseRegistryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("a", "repo/game/bases.json")]
    [InlineData("b", "user.json")]
    public void NearestFile_ComesBeforeTheUsers(string name, string file)
    {
        Write("bases.json", "a", "b");
        Write("repo/bases.json", "a", "b");
        Write("repo/game/bases.json", "a");
        Write("user.json", "a", "b");

        Assert.Equal(_folder[file], Find(name, out _)!.Place.File);
    }

    [Fact]
    public void Search_EndsAtTheRepositorysRoot()
    {
        Write("bases.json", "a");
        Assert.NotNull(Find("a", out _));

        Write("repo/.git", "");

        Assert.Null(Find("a", out var problem));
        Assert.Equal("There is neither a folder nor a file 'a', and no bases.json beside the project, above it or at "
            + $"{_folder["user.json"]} that names a base so.", problem);
        Write("repo/bases.json", "a");
        Assert.NotNull(Find("a", out _));
    }

    [Fact]
    public void UnknownName_SaysWhereItWasLookedForAndTheNearest()
    {
        Write("repo/bases.json", "sd15");
        Write("user.json", "illustrious");

        Assert.Null(Find("ilustrious", out var problem));

        Assert.Equal($"There is neither a folder nor a file 'ilustrious', and no base of that name in {_folder["repo/bases.json"]} and {_folder["user.json"]};"
            + " did you mean 'illustrious'?", problem);
    }

    [Fact]
    public void WrongFile_IsSaidAndNoOtherAsked()
    {
        Write("repo/bases.json");
        File.WriteAllText(_folder["repo/bases.json"], "{}");
        Write("user.json", "a");
        var wrong = new List<Finding>();

        Assert.Null(new BaseRegistry(_folder["repo/game/char"], _folder["user.json"]).Find("a", wrong, out var problem));

        Assert.Equal(("", _folder["repo/bases.json"]), (problem, Assert.Single(wrong).File));
    }

    [Fact]
    public void UsersFile_LiesInTheFolderOfSettings() => Assert.EndsWith(Path.Combine("lora", "bases.json"), BaseRegistry.UserFile, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private BaseEntry? Find(string name, out string problem) =>
        new BaseRegistry(_folder["repo/game/char"], _folder["user.json"]).Find(name, [], out problem);

    private void Write(string file, params string[] names)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
        File.WriteAllText(_folder[file], $$"""{ "bases": { {{string.Join(", ", names.Select(name => $$"""  "{{name}}": { "path": "x" }"""))}} } }""");
    }
}
