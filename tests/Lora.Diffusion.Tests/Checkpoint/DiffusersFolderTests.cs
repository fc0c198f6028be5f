using System.Text.RegularExpressions;
using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Diffusion.Tests.Checkpoint;

public sealed class DiffusersFolderTests : IDisposable
{
    private readonly ModelCopy _model = new();
    private readonly EmbeddedRuntime _runtime = new();

    public void Dispose()
    {
        _runtime.Dispose();
        _model.Dispose();
    }

    [Fact]
    public void Parts_Load_AndFreeAllTheyHold()
    {
        var before = _runtime.LiveTensors;
        using (var model = Open())
        {
            Assert.Equal(4, model.UNet.Config.BlockOutChannels.Length);
            Assert.Equal(0.18215, model.Vae.Config.ScalingFactor);
            Assert.Equal(3, model.TextEncoder.Config.Layers);
            Assert.Equal(1000, model.Schedule.Config.NumTrainTimesteps);
            Assert.Same(model.UNet, model.UNet);
        }

        Assert.Equal(before, _runtime.LiveTensors);
    }

    [Theory]
    [InlineData(null, DType.Float16)]
    [InlineData(DType.Float32, DType.Float32)]
    [InlineData(DType.BFloat16, DType.BFloat16)]
    public void LargeWeights_KeepTheStoredType_OrTakeTheGiven(DType? asked, DType expected)
    {
        using var unet = Open(asked).UNet;
        Assert.All(unet.Modules, m => Assert.Equal(expected, m.Layer?.Weight.DType ?? expected));
        Assert.All(unet.Parameters, p => Assert.Equal(p.KeepsStoredType ? expected : DType.Float32, p.Value.DType));
    }

    [Fact]
    public void Bfloat16File_GivesItsValues()
    {
        var expected = Weights(Open(DType.BFloat16).UNet);
        ModelCopy.Rewrite(_model.UNetWeights, t => t.Name, t => t.Shape.Count > 1 ? SafetensorsDType.BF16 : SafetensorsDType.F64);
        Assert.Equal(expected, Weights(Open().UNet));
    }

    [Fact]
    public void Shards_GiveTheSameWeights()
    {
        var expected = Weights(Open().UNet);
        _model.Shard();
        Assert.Equal(expected, Weights(Open().UNet));
        Assert.Equal(3, new DiffusersFolder(_model.Root).FilesOf(ModelPart.Unet).Count);
    }

    [Fact]
    public void Fp16Variant_IsFound()
    {
        File.Move(_model.UNetWeights, _model.At("unet", "diffusion_pytorch_model.fp16.safetensors"));
        using var unet = Open().UNet;
        Assert.All(unet.Parameters, p => Assert.True(p.IsLoaded));
    }

    [Fact]
    public void OldAttentionNames_InTheAutoencoder_AreUnderstood()
    {
        var expected = Weights(Open().Vae);
        ModelCopy.Rewrite(_model.VaeWeights, t => Regex.Replace(t.Name, @"to_out\.0|to_[qkv]", m => m.Value switch
        {
            "to_q" => "query",
            "to_k" => "key",
            "to_v" => "value",
            _ => "proj_attn",
        }));
        Assert.Equal(expected, Weights(Open().Vae));
    }

    [Fact]
    public void MissingTensor_IsNamed()
    {
        ModelCopy.Rewrite(_model.UNetWeights, t => t.Name == "conv_in.bias" ? null : t.Name);
        Fails($"{_model.UNetWeights}: lacks tensor 'conv_in.bias'. The config asks for a larger model than the file holds.");
    }

    [Fact]
    public void UnknownTensor_IsNamed()
    {
        _model.Replace(_model.At("unet", "config.json"), "\"layers_per_block\": 2", "\"layers_per_block\": 1");
        var error = Assert.Throws<CheckpointException>(() => Open().UNet);
        Assert.Contains("has unknown tensors 'down_blocks.0.attentions.1.norm.bias', ", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongShape_IsNamed_AndNothingStaysBehind()
    {
        var before = _runtime.LiveTensors;
        ModelCopy.Rewrite(_model.UNetWeights, t => t.Name, shape: t => t.Name == "mid_block.resnets.1.conv2.weight" ? [16, 16, 9] : t.Shape);
        Fails($"{_model.UNetWeights}: tensor 'mid_block.resnets.1.conv2.weight' has shape [16, 16, 9]; the config makes it [16, 16, 3, 3].");
        Assert.Equal(before, _runtime.LiveTensors);
    }

    [Fact]
    public void IntegerTensor_IsNamed()
    {
        ModelCopy.Rewrite(_model.UNetWeights, t => t.Name, t => t.Name == "conv_out.bias" ? SafetensorsDType.I8 : t.DType);
        Fails($"{_model.UNetWeights}: tensor 'conv_out.bias' is I8; F16, BF16, F32 or F64 is needed.");
    }

    [Fact]
    public void CutOffFile_IsNamed()
    {
        using (var stream = File.Open(_model.UNetWeights, FileMode.Open))
        {
            stream.SetLength(stream.Length / 2);
        }

        var error = Assert.Throws<CheckpointException>(() => Open().UNet);
        Assert.StartsWith(_model.UNetWeights + ": ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_model.UNetWeights, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void PickledWeights_AreRefused_WithTheWayOut()
    {
        File.Move(_model.UNetWeights, _model.At("unet", "diffusion_pytorch_model.bin"));
        var error = Assert.Throws<CheckpointException>(() => Open().UNet);
        Assert.Contains("save_pretrained(NEW_FOLDER, safe_serialization=True)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_WithoutIndex_IsRefused()
    {
        File.Delete(_model.At("model_index.json"));
        Assert.Contains("no model_index.json", Assert.Throws<CheckpointException>(() => new DiffusersFolder(_model.Root)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"StableDiffusionPipeline\"", "\"FluxPipeline\"",
        "this is a Flux model; understood: Stable Diffusion 1.x, Stable Diffusion 2.x, Stable Diffusion XL.")]
    [InlineData("\"CLIPTextModel\"", "\"T5EncoderModel\"", "'text_encoder' is a T5EncoderModel")]
    [InlineData("\"unet\"", "\"transformer\"", "this is a model whose prediction comes from a transformer")]
    public void OtherFamily_IsRefused(string old, string replacement, string expected)
    {
        _model.Replace(_model.At("model_index.json"), old, replacement);
        Assert.Contains(expected, Assert.Throws<CheckpointException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ScheduleNotUnderstood_NamesTheFile()
    {
        _model.Replace(_model.At("scheduler", "scheduler_config.json"), "\"epsilon\"", "\"sample\"");
        var error = Assert.Throws<CheckpointException>(() => Open().Schedule);
        Assert.Equal(_model.At("scheduler", "scheduler_config.json"), error.File);
    }

    private LatentDiffusionModel Open(DType? storage = null) => TinyModel.Open(_model.Root, _runtime, storage);

    private void Fails(string message) =>
        Assert.Equal(message, Assert.Throws<CheckpointException>(() => Open().UNet).Message);

    private static float[] Weights(Module model)
    {
        using (model)
        {
            return [.. model.Parameters.SelectMany(p => p.Value.Cast(DType.Float32).ToFloats())];
        }
    }
}
