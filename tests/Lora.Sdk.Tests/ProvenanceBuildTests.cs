using System.Text;
using System.Text.Json;

namespace Lora.Sdk.Tests;

/// <summary>What a build leaves behind depends on its inputs alone; the one file that says when and where from is the provenance.</summary>
public sealed class ProvenanceBuildTests(SdkPackage package)
{
    private const string Lora = "bin/critter-1.0.0.safetensors";
    private const string Statement = Lora + ".intoto.json";

    [Fact]
    public void AnotherFolderWithAnotherStore_GetsTheSameBytesAndAProvenanceOfItsOwn()
    {
        var first = Project("here");
        first.Build().Succeeded();
        var second = Project("somewhere else ü");
        second.Build().Succeeded();

        string[] files = [.. Files(first)];
        Assert.Equal(files, Files(second));
        Assert.Contains(Statement, files);
        string[] places = [first.Folder, package.Root, DateTime.UtcNow.ToString("yyyy-MM-dd")];
        foreach (var file in files.Where(file => file != Statement))
        {
            var content = File.ReadAllBytes(first.At(file));
            Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(second.At(file))), file);
            Assert.All(places, place => Assert.False(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(place)) >= 0, $"{file} holds {place}"));
        }

        Assert.Equal(File.ReadAllText(first.At("critter.lora.lock.json")), File.ReadAllText(second.At("critter.lora.lock.json")));
        Assert.False(FromStore(first));
        Assert.DoesNotContain(package.Root, File.ReadAllText(first.At(Statement)), StringComparison.Ordinal);
    }

    [Fact]
    public void Provenance_StandsAsLongAsTheLora()
    {
        var project = Project("provenance");
        project.Build().Succeeded();
        var made = File.ReadAllText(project.At(Statement));
        Assert.False(FromStore(project));

        project.Edit("critter.loraproj", "Steps=\"1\"", "Steps=\"2\"");
        project.Build("--no-restore").Succeeded();
        Assert.Equal(made, File.ReadAllText(project.At(Statement)));

        File.Delete(project.At(Lora));
        project.Build("--no-restore").Succeeded();
        Assert.True(FromStore(project));

        project.Run("clean", "-nologo").Succeeded();
        Assert.False(File.Exists(project.At(Statement)));
    }

    private static IEnumerable<string> Files(UserProject project) => Directory.GetFiles(project.At("bin"), "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(project.Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal);

    private static bool FromStore(UserProject project)
    {
        using var statement = JsonDocument.Parse(File.ReadAllText(project.At(Statement)));
        return statement.RootElement.GetProperty("predicate").GetProperty("buildDefinition").GetProperty("internalParameters").GetProperty("fromStore")
            .GetBoolean();
    }

    private UserProject Project(string name)
    {
        var project = UserProject.WithRealEngine(package, name, "<Seed>17</Seed><NetworkDim>2</NetworkDim>",
            "<Prompt Include=\"wave\" Text=\"zorblax\" Steps=\"1\" Scale=\"1\" />");
        project.Environment["LoraCacheDir"] = project.At("store");
        return project;
    }
}
