namespace Lora.Diffusion.Tests.UNet;

/// <summary>What adapters build on: the order and the class names of the modules.</summary>
public sealed class ModuleOrderTests
{
    private static readonly ModuleEntry[] UNet = [.. new UNet2DConditionModel(Given.UNet(RealConfigs.UNet)).Modules];

    [Fact]
    public void Modules_StandAsDiffusersRegistersThem()
    {
        string[] expected =
        [
            "", "conv_in", "time_embedding", "time_embedding.linear_1", "time_embedding.linear_2", "down_blocks.0", "down_blocks.0.attentions.0",
            "down_blocks.0.attentions.0.norm", "down_blocks.0.attentions.0.proj_in", "down_blocks.0.attentions.0.transformer_blocks.0",
        ];
        Assert.Equal(expected, UNet.Take(expected.Length).Select(m => m.Path));
        Assert.True(IndexOf("mid_block") > IndexOf("up_blocks.3"));
        Assert.True(IndexOf("down_blocks.0.resnets.0") > IndexOf("down_blocks.0.attentions.1"));
    }

    [Fact]
    public void Transformers_Are16_With192PointwiseLayers()
    {
        var transformers = UNet.Where(m => m.ClassName == "Transformer2DModel").ToArray();
        Assert.Equal(16, transformers.Length);
        var layers = transformers.SelectMany(t => t.Module.Modules).Where(m => m.Layer is not null).ToArray();
        Assert.Equal(192, layers.Length);
        Assert.All(layers, m => Assert.True(m.Layer!.IsPointwise));
        Assert.Contains(layers, m => m.Path == "down_blocks.0.attentions.0.transformer_blocks.0.ff.net.0.proj" && m.Layer!.OutFeatures == 2560);
    }

    [Fact]
    public void EveryPath_StandsOnce() => Assert.Equal(UNet.Length, UNet.Select(m => m.Path).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void TextEncoder_NamesAttentionAndMlp()
    {
        var modules = new ClipTextEncoder(Given.TextEncoder(RealConfigs.TextEncoder)).Modules.ToArray();
        Assert.Equal(12, modules.Count(m => m.ClassName == "CLIPAttention"));
        Assert.Equal(12, modules.Count(m => m.ClassName == "CLIPMLP"));
        var attention = modules.Single(m => m.Path == "text_model.encoder.layers.0.self_attn").Module;
        Assert.Equal(["k_proj", "v_proj", "q_proj", "out_proj"], attention.Modules.Skip(1).Select(m => m.Path.Split('.')[^1]));
    }

    [Fact]
    public void Weights_ReadBeforeLoading_Throw() => Assert.Throws<InvalidOperationException>(() => UNet.First(m => m.Path == "conv_in").Layer!.Weight);

    private static int IndexOf(string path) => Array.FindIndex(UNet, m => m.Path == path);
}
