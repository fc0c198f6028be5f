using Lora.Project.Tests.Planning;

namespace Lora.Project.Tests.Kohya;

/// <summary>A configuration from somebody else reads nothing outside of the project.</summary>
public sealed class KohyaOutsideTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public void Dispose() => _user.Dispose();

    [Theory]
    [InlineData("dataset_config", "../elsewhere/dataset.toml")]
    [InlineData("sample_prompts", "../elsewhere/prompts.txt")]
    [InlineData("train_data_dir", "../elsewhere")]
    [InlineData("reg_data_dir", "..")]
    public void FileOutside_IsAnErrorAndNotRead(string name, string path)
    {
        _user.Write("data/config.toml", $"{name} = '../{path}'\n");
        _user.KohyaConfigs.Add(_user.Item("data/config.toml"));
        var finding = Assert.Single(_user.Findings(), finding => finding.Code == ProjectDiagnostics.KohyaPathOutside.Code);
        Assert.Equal((_user.At("data/config.toml"), 1), (finding.File, finding.Line));
    }

    [Theory]
    [InlineData("image_dir = '../../elsewhere'")]
    [InlineData("image_dir = '/etc'")]
    [InlineData("image_dir = '~/x'")]
    [InlineData("image_dir = 'hero'\nmetadata_file = '../../meta.json'")]
    [InlineData("image_dir = 'hero'\nconditioning_data_dir = '/etc'")]
    public void FolderOutside_IsAnErrorAndNotRead(string subset)
    {
        _user.WriteImage("data/hero/a.png");
        _user.Write("data/dataset.toml", $"[[datasets]]\n[[datasets.subsets]]\n{subset}\n");
        _user.KohyaDatasets.Add(_user.Item("data/dataset.toml"));
        Assert.Single(_user.Findings(), finding => finding.Code == ProjectDiagnostics.KohyaPathOutside.Code);
    }

    [Fact]
    public void AllowOutside_AllowsWhatTheConfigurationNames()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_user.Folder, "..", Path.GetFileName(_user.Folder) + " elsewhere")).FullName;
        try
        {
            File.WriteAllText(Path.Combine(elsewhere, "prompts.txt"), "a cat\n");
            _user.Write("config.toml", $"sample_prompts = '../{Path.GetFileName(elsewhere)}/prompts.txt'\n");
            _user.KohyaConfigs.Add(_user.Item("config.toml", ("AllowOutside", "true")));
            var plan = _user.Read(out var findings);
            Assert.DoesNotContain(findings, finding => finding.Code == ProjectDiagnostics.KohyaPathOutside.Code);
            Assert.Equal("prompt-01", Assert.Single(plan.Prompts).Name);
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Theory]
    [InlineData("image_dir = \"a\\u0000b\"")]
    [InlineData("image_dir = 'a'\nclass_tokens = \"x\\u0000\"")]
    public void Nul_IsAnErrorWithItsPlace(string subset)
    {
        _user.Write("dataset.toml", $"[[datasets]]\n[[datasets.subsets]]\n{subset}\n");
        _user.KohyaDatasets.Add(_user.Item("dataset.toml"));
        Assert.Contains(_user.Findings(), finding => finding.Code == ProjectDiagnostics.KohyaFileWrong.Code && finding.Line > 0);
    }
}
