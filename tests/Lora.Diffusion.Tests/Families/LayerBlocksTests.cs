using Lora.Vocabulary;

namespace Lora.Diffusion.Tests.Families;

public sealed class LayerBlocksTests
{
    /// <summary>What a name alone tells is what the model says of its layer.</summary>
    [Theory]
    [InlineData("sd15")]
    [InlineData("sdxl")]
    public void Name_TellsTheBlockOfEveryLayer(string kind)
    {
        var unet = (UNet2DConditionModel)RealConfigs.Structure(kind, "unet");
        var text = (ClipTextEncoder)RealConfigs.Structure(kind, "text_encoder");
        var group = kind == "sdxl" ? LatentDiffusionTargets.OfUnetInLdmNames(unet) : LatentDiffusionTargets.OfUnet(unet);
        AdapterTarget[] targets =
        [
            .. group.Everything, .. group.Norms,
            .. LatentDiffusionTargets.OfTextEncoder(ModelPart.TextEncoder, kind == "sdxl" ? "lora_te1" : "lora_te", text).Everything,
        ];
        Assert.Equal(group.Blocks, LayerBlocks.TableOf(targets.Select(target => target.Name)));
        foreach (var target in targets)
        {
            Assert.All((string[])[target.Name, target.DiffusersName, target.Alias!],
                name => Assert.Equal((name, target.BlockName), (name, LayerBlocks.Of(group.Blocks!, name))));
        }
    }

    [Theory]
    [InlineData("lora_unet_input_blocks_4_1_proj_in", "IN04")]
    [InlineData("lora_unet_middle_block_1_transformer_blocks_9_ff_net_2", "M00")]
    [InlineData("lora_unet_up_blocks_0_attentions_2_transformer_blocks_0_attn1_to_q", "OUT02")]
    [InlineData("lora_te2_text_model_encoder_layers_31_mlp_fc1", "BASE")]
    public void NameInAFile_TellsTheBlockOfStableDiffusionXL(string name, string block) =>
        Assert.Equal(block, LayerBlocks.Of(BlockTable.StableDiffusionXL, name));
}
