namespace Lora.Diffusion.Tests.Checkpoint;

public sealed class ConfigTests
{
    [Theory]
    [InlineData("\"act_fn\": \"silu\"", "\"act_fn\": \"gelu\"", "act_fn")]
    [InlineData("\"in_channels\": 4", "\"in_channels\": \"four\"", "in_channels")]
    [InlineData("\"in_channels\": 4", "\"in_channels\": 4, \"class_embed_type\": \"timestep\"", "class_embed_type")]
    [InlineData("\"in_channels\": 4", "\"in_channels\": 4, \"brand_new_feature\": 3", "brand_new_feature")]
    [InlineData("\"in_channels\": 4",
        "\"in_channels\": 4, \"addition_embed_type\": \"image\", \"projection_class_embeddings_input_dim\": 2816", "addition_embed_type")]
    [InlineData("\"in_channels\": 4", "\"in_channels\": 4, \"addition_embed_type\": \"text_time\"", "projection_class_embeddings_input_dim")]
    [InlineData("\"norm_num_groups\": 32", "\"norm_num_groups\": 33", "block_out_channels")]
    [InlineData("\"attention_head_dim\": 8", "\"attention_head_dim\": 7", "attention_head_dim")]
    [InlineData("\"attention_head_dim\": 8", "\"attention_head_dim\": [8, 8, 8]", "attention_head_dim")]
    [InlineData("\"DownBlock2D\"]", "\"AttnDownBlock2D\"]", "down_block_types")]
    [InlineData("\"freq_shift\": 0", "\"freq_shift\": true", "freq_shift")]
    [InlineData("\"mid_block_scale_factor\": 1", "\"mid_block_scale_factor\": 1.4", "mid_block_scale_factor")]
    public void UNetConfig_NotUnderstood_NamesFileAndKey(string old, string replacement, string key)
    {
        var json = RealConfigs.UNet.Replace(old, replacement, StringComparison.Ordinal);
        var error = Assert.Throws<CheckpointException>(() => Given.UNet(json, "unet/config.json"));
        Assert.StartsWith($"unet/config.json: '{key}' ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UNetConfig_KeysThatSwitchFeaturesOff_ArePassedOver()
    {
        var config = Given.UNet(RealConfigs.UNet.Replace("\"in_channels\": 4",
            "\"in_channels\": 4, \"class_embed_type\": null, \"dual_cross_attention\": false",
            StringComparison.Ordinal));
        Assert.Equal([8, 8, 8, 8], config.Heads);
        Assert.Equal([true, true, true, false], config.DownAttention);
    }

    [Fact]
    public void UNetConfig_HeadsAndLayersPerBlock_AreTakenAsListed()
    {
        var config = Given.UNet(RealConfigs.UNet.Replace("\"attention_head_dim\": 8", "\"attention_head_dim\": [5, 10, 20, 20]", StringComparison.Ordinal)
            .Replace("\"layers_per_block\": 2", "\"layers_per_block\": [1, 2, 3, 1]", StringComparison.Ordinal));
        Assert.Equal([5, 10, 20, 20], config.Heads);
        var model = new UNet2DConditionModel(config);
        var resnets = model.Modules.Where(m => m.ClassName == "ResnetBlock2D").Select(m => m.Path).ToArray();
        Assert.Contains("down_blocks.2.resnets.2", resnets);
        Assert.Contains("up_blocks.1.resnets.3", resnets);
        Assert.DoesNotContain("up_blocks.0.resnets.2", resnets);
    }

    [Fact]
    public void Config_NoJson_NamesFileAndLine()
    {
        var error = Assert.Throws<CheckpointException>(() => Given.Vae("{\n \"act_fn\": silu }", "vae/config.json"));
        Assert.Equal("vae/config.json(2): no valid JSON.", error.Message);
    }

    [Fact]
    public void VaeConfig_LatentStatistics_AreRefused()
    {
        var json = RealConfigs.Vae.Replace("\"in_channels\": 3", "\"in_channels\": 3, \"latents_mean\": [0, 0, 0, 0]", StringComparison.Ordinal);
        var error = Assert.Throws<CheckpointException>(() => Given.Vae(json));
        Assert.Contains("'latents_mean'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TextConfig_OtherModelType_IsRefused()
    {
        var error = Assert.Throws<CheckpointException>(() => Given.TextEncoder("""{ "model_type": "t5" }""", "te.json"));
        Assert.Equal("te.json: 'model_type' is 't5'; understood: clip_text_model.", error.Message);
    }
}
