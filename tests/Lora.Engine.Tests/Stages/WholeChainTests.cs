using System.Text.Json;
using Lora.Imaging;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>All stages on the tiny model that the quickstart trains, with as few steps as show something.</summary>
public sealed class WholeChainTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void AllStages_MakeTheFilesThatTheArchitectureNames()
    {
        _project.Values["MaxTrainEpochs"] = "2";
        _project.Values["SaveEveryNEpochs"] = "1";
        foreach (var stage in Stage.All.Where(stage => stage != Stage.CacheTextEmbeddings))
        {
            var result = _project.Run(stage);
            Assert.True(result.Success, string.Join('\n', result.Findings));
        }

        var files = Directory.EnumerateFiles(_project.Paths.OutDirectory, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_project.Paths.OutDirectory, file).Replace('\\', '/')).Order(StringComparer.Ordinal);
        Assert.Equal(
        [
            "logs/test-1.0.0/events.out.tfevents.0.lora", "report/dataset.html",
            .. Enumerable.Range(1, _project.Request(Stage.Validate).Images.Count).Select(number => $"report/thumbs/{number:00}.jpg"),
            "report/training.html", "samples/base/01.png", "samples/base/02.png", "samples/epoch-0001/01.png", "samples/epoch-0001/02.png",
            "samples/epoch-0002/01.png", "samples/epoch-0002/02.png",
            "samples/grid.png", "test-1.0.0-000001.safetensors", "test-1.0.0.log.jsonl", "test-1.0.0.loss.svg", "test-1.0.0.png", "test-1.0.0.safetensors",
        ], files);
        CheckLora();
        CheckLog();
        CheckPictures();
    }

    private void CheckLora()
    {
        using var lora = new SafetensorsFile(_project.Out("test-1.0.0.safetensors"));
        Assert.Equal("2", lora.Metadata["ss_epoch"]);
        Assert.Contains("lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q.lora_down.weight", lora.Names);
        Assert.Contains("lora_te_text_model_encoder_layers_0_mlp_fc1.alpha", lora.Names);
        Assert.DoesNotContain(lora.Metadata.Values, value => value.Contains(_project.Folder, StringComparison.Ordinal));
    }

    private void CheckLog()
    {
        var steps = File.ReadAllLines(_project.Out("test-1.0.0.log.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([1, 2], steps.Select(step => step.GetProperty("step").GetInt32()));
        Assert.All(steps, step => Assert.InRange(step.GetProperty("loss").GetDouble(), 0.001, 10));
        Assert.Contains("<svg", File.ReadAllText(_project.Out("test-1.0.0.loss.svg")));
    }

    private void CheckPictures()
    {
        var png = File.ReadAllBytes(_project.Out("samples/epoch-0002/01.png"));
        var text = Assert.Single(PngText.ReadAll(png));
        Assert.Equal("parameters", text.Keyword);
        var lines = text.Text.Split('\n');
        Assert.Equal("zorblax, smile", lines[0]);
        Assert.Equal("Negative prompt: two eyes", lines[1]);
        Assert.StartsWith("Steps: 2, Sampler: DDIM, CFG scale: 4, Seed: 7, Size: 128x128, Model hash: ", lines[2]);
        Assert.Contains("Lora hashes: \"test-1.0.0: ", lines[2]);
        Assert.Equal(png, File.ReadAllBytes(_project.Out("test-1.0.0.png")));
        Assert.NotEqual(new ManagedCodec().Decode(png).Pixels, new ManagedCodec().Decode(File.ReadAllBytes(_project.Out("samples/base/01.png"))).Pixels);
    }
}
