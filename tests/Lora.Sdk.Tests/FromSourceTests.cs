using Lora.Testing;

namespace Lora.Sdk.Tests;

/// <summary>When the in-repo shim builds tasks and engine anew, in a repository of two files and with a build that does nothing.</summary>
public sealed class FromSourceTests
{
    [Fact]
    public void Sources_AreBuiltAgainWhenOneChangesOrIsGone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs the command 'true'");
        using var repository = new TempFolder();
        foreach (var file in (string[])["src/A/One.cs", "src/A/Two.cs", "sdk/Lora.Sdk/Lora.Sdk.csproj", "Directory.Build.props", "Directory.Packages.props"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(repository[file])!);
            File.WriteAllText(repository[file], "");
        }

        Assert.True(Builds(repository));
        Assert.False(Builds(repository));
        File.WriteAllText(repository["src/A/One.cs"], "changed");
        Assert.True(Builds(repository));
        Assert.False(Builds(repository));
        File.Delete(repository["src/A/Two.cs"]);
        Assert.True(Builds(repository));
        Assert.False(Builds(repository));
    }

    private static bool Builds(TempFolder repository)
    {
        var project = Repository.At("sdk", "in-repo", "lora.sdk", "0.0.0-dev", "FromSource.proj");
        var output = DotNet.Run(repository.Path, new Dictionary<string, string>(),
            "msbuild", "-nologo", project, $"-p:LoraRepositoryRoot={repository.Path}/", "-p:DotNet=true").Succeeded();
        return output.Contains("Building Lora.Sdk from source", StringComparison.Ordinal);
    }
}
