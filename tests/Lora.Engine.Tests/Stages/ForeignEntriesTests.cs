using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>A store that others write to: entries that are right by their hash, and something else than their key says.</summary>
public sealed class ForeignEntriesTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public ForeignEntriesTests() => (_project.Values["MaxTrainEpochs"], _project.Values["NetworkTrainUnetOnly"]) = ("1", "true");

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("no picture, no tensors")]
    [InlineData("")]
    public void ContentOfAnotherForm_IsMadeAgain(string content)
    {
        Stage[] chain = [Stage.Validate, Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.CacheTextEmbeddings, Stage.Train, Stage.Sample];
        _project.RunAll(chain);
        var lora = File.ReadAllBytes(_project.Out("test-1.0.0.safetensors"));
        Replace(record => record.Outputs is [{ Name: "content" }] ? content : null);
        Directory.Delete(_project.Paths.ObjDirectory, recursive: true);

        _project.RunAll(chain);

        Assert.NotEmpty(Directory.GetFiles(_project.Out("samples"), "*.png", SearchOption.AllDirectories));
        Assert.Equal(lora, File.ReadAllBytes(_project.Out("test-1.0.0.safetensors")));
    }

    [Theory]
    [InlineData("obj/images")]
    [InlineData("obj/hashes/x")]
    [InlineData("out/../../x")]
    public void RecordThatNamesNoPlaceForAFile_IsAMiss(string name)
    {
        _project.RunAll(Stage.Resize);
        Directory.Delete(_project.Paths.ObjDirectory, recursive: true);
        Directory.CreateDirectory(_project.Obj("images"));
        File.WriteAllText(_project.Obj("hashes"), "");
        var store = new ContentStore(_project.Paths.CacheDirectory);
        store.Record(_project.Request(Stage.Resize).Key, new ActionRecord([new(name, store.Put("x"u8), 1)]));

        var result = _project.Run(Stage.Resize);

        Assert.True(result is { Success: true, FromStore: false }, string.Join('\n', result.Findings));
        Assert.True(File.Exists(_project.Obj("images/01.png")));
    }

    // single entries get this content, and the stages' records go
    private void Replace(Func<ActionRecord, string?> content)
    {
        var store = new ContentStore(_project.Paths.CacheDirectory);
        foreach (var key in Directory.GetFiles(StoreFolder.Actions(_project.Paths.CacheDirectory).Path).Select(Path.GetFileName))
        {
            if (content(store.Find(key!)!) is { } text)
            {
                store.RecordOnly(key!, System.Text.Encoding.UTF8.GetBytes(text));
            }
            else
            {
                File.Delete(store.Folder.ActionPath(key!));
            }
        }
    }
}
