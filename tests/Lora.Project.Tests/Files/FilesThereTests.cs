using Lora.Testing;

namespace Lora.Project.Tests.Files;

public sealed class FilesThereTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Answers_AreThoseOfTheSystem()
    {
        Directory.CreateDirectory(_folder["images/folder.png"]);
        foreach (var name in (string[])["images/01.png", "images/ü.png", "captions.txt"])
        {
            File.WriteAllText(_folder[name], name);
        }

        File.CreateSymbolicLink(_folder["images/link.png"], _folder["images/01.png"]);
        File.CreateSymbolicLink(_folder["images/folders-link.png"], _folder["images/folder.png"]);
        File.CreateSymbolicLink(_folder["images/dangling.png"], _folder["images/00.png"]);
        var there = new FilesThere();

        Assert.All((string[])["images/01.png", "images/ü.png", "captions.txt", "images/link.png"], name => Assert.True(there.Has(_folder[name]), name));
        Assert.All((string[])["images/02.png", "images/folder.png", "images/folders-link.png", "none/01.png", "images", "images/01.png/01.png"],
            name => Assert.False(there.Has(_folder[name]), name));
        Assert.Equal(File.Exists(_folder["images/dangling.png"]), there.Has(_folder["images/dangling.png"]));
    }

    public void Dispose() => _folder.Dispose();
}
