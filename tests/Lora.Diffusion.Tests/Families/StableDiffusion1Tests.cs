using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Diffusion.Tests.Families;

public sealed class StableDiffusion1Tests : IDisposable
{
    private readonly TensorRuntime _runtime = TestRuntime.New();
    private readonly IDiffusionModel _model;

    public StableDiffusion1Tests() => _model = TinyModel.Open(GoldenFolder.Find("models", "sd15-tiny"), _runtime, DType.Float32);

    public void Dispose()
    {
        _model.Dispose();
        _runtime.Dispose();
    }

    [Fact]
    public void Folder_IsRecognizedByItsContent()
    {
        Assert.Equal("Stable Diffusion 1.x", FamilyCatalog.Of(_model.Source).DisplayName);
        Assert.Same(FamilyCatalog.Of(_model.Source), _model.Family);
        Assert.Equal(FamilyCatalog.All.Count, FamilyCatalog.All.Select(family => family.Name).Distinct().Count());
    }

    [Fact]
    public void EveryPart_NamesItsFiles() => Assert.All(_model.Family.Parts, part =>
    {
        var files = _model.Source.FilesOf(part);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(File.Exists(file)));
    });

    [Fact]
    public void Check_ReadsNoWeight()
    {
        _model.Check();
        Assert.Equal(0, _runtime.LiveTensors);
    }

    [Fact]
    public void Check_FindsWhatLoadingWould()
    {
        using var copy = new Checkpoint.ModelCopy();
        Checkpoint.ModelCopy.Rewrite(copy.UNetWeights, tensor => tensor.Name == "conv_in.bias" ? null : tensor.Name);
        using var model = TinyModel.Open(copy.Root, _runtime);
        Assert.Equal(
            Assert.Throws<CheckpointException>(() => model.Load(ModelPart.Unet)).Message, Assert.Throws<CheckpointException>(model.Check).Message);
    }

    [Fact]
    public void Groups_AreKnownWithoutWeights_AndOutliveARelease()
    {
        var groups = _model.AdapterGroups;
        Assert.Equal([("text_encoder", "lora_te"), ("unet", "lora_unet")], groups.Select(group => (group.Name, group.Prefix)));
        Assert.Equal(0, _runtime.LiveTensors);
        var layer = groups[1].Targets()[0].Layer;
        _model.Load(ModelPart.Unet);
        var weight = layer.Weight.ToFloats();
        _model.Release(ModelPart.Unet);
        Assert.Equal(0, _runtime.LiveTensors);
        _model.Load(ModelPart.Unet);
        Assert.Equal(weight, layer.Weight.ToFloats());
        Assert.Same(layer, _model.AdapterGroups[1].Targets()[0].Layer);
    }

    [Fact]
    public void Presets_GoFromAttentionToEveryLayer()
    {
        var unet = _model.AdapterGroups[1];
        var layers = unet.Targets(TargetPresets.Kohya, convolutions: true);
        string[] attention = Names(unet.Targets()), convolutions = Names(layers), all = Names(unet.Everything);
        Assert.Subset(convolutions.ToHashSet(), attention.ToHashSet());
        Assert.Subset(all.ToHashSet(), convolutions.ToHashSet());
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Contains("lora_unet_conv_in", all);
        Assert.DoesNotContain("lora_unet_conv_in", convolutions);
        Assert.Contains("lora_unet_down_blocks_0_resnets_0_time_emb_proj", convolutions);
        Assert.Equal(((LatentDiffusionModel)_model).UNet.Modules.Count(entry => entry.Layer is not null), all.Length);
        Assert.All(unet.Targets(), target => Assert.False(target.IsConvolution));
        Assert.Contains(layers, target => target.IsConvolution);
    }

    [Fact]
    public void Metadata_IsKohyas() => Assert.Equal(new ModelMetadata("sd_v1", false, "stable-diffusion-v1", "epsilon", "diffusers"), _model.Metadata);

    private static string[] Names(IEnumerable<AdapterTarget> targets) => [.. targets.Select(target => target.Name)];
}
