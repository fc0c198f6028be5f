using System.Security.Cryptography;
using Lora.Tensors;
using Lora.Testing;

namespace Lora.Sdk.Tests;

/// <summary>A base model of Stable Diffusion XL's form in one file, by name and URL, through the whole of a real build.</summary>
public sealed class SingleFileTests(SdkPackage package)
{
    private const string Prompt = "<Prompt Include=\"wave\" Text=\"zorblax, smile\" Steps=\"2\" Seed=\"1\" />";
    private static readonly string Checkpoint = Repository.At("examples", "critters-xl", "base", "critters-xl.safetensors");

    [Fact]
    public void NamedFile_IsFetchedInspectedAndTrained()
    {
        var project = UserProject.WithRealEngine(package, "xl", items: Prompt);
        project.Write("bases.json", $$"""
            { "bases": { "critters": { "url": "{{new Uri(Checkpoint)}}", "kind": "sdxl",
              "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Checkpoint)))}}" } } }
            """);
        string[] named = ["-p:BaseModel=critters", $"-p:BaseModelConfig={Repository.At("examples", "critters-xl", "base", "config")}"];
        var inspected = project.Build([.. named, "-t:Inspect"]).Succeeded();
        Assert.Contains("kind: Stable Diffusion XL", inspected, StringComparison.Ordinal);
        Assert.Contains("prediction: noise (epsilon), as its modelspec says", inspected, StringComparison.Ordinal);
        Assert.Contains("superfluous keys: none", inspected, StringComparison.Ordinal);

        project.Build(named).Succeeded();
        using (var lora = new SafetensorsFile(project.At("bin/critter-1.0.0.safetensors")))
        {
            Assert.Equal("sdxl_base_v1-0", lora.Metadata["ss_base_model_version"]);
            Assert.Contains("lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_up.weight", lora.Names);
            Assert.Contains("lora_unet_input_blocks_3_1_proj_in.lora_down.weight", lora.Names);
        }

        Assert.True(File.Exists(project.At("bin/samples/grid.png")));
        Assert.DoesNotContain("runs again", project.Build(named).Succeeded(), StringComparison.Ordinal);
        var trained = project.Build([.. named, "-t:Inspect", "-p:InspectFile=bin/critter-1.0.0.safetensors"]).Succeeded();
        Assert.Contains("LoRA: bin/critter-1.0.0.safetensors", trained, StringComparison.Ordinal);
    }

    [Fact]
    public void FileOfAnotherKind_IsRefusedWithItsName()
    {
        var project = UserProject.WithRealEngine(package, "foreign");
        var writer = new SafetensorsWriter();
        writer.AddFloats("double_blocks.0.img_attn.qkv.weight", SafetensorsDType.F16, [2, 2], new float[4]);
        writer.AddFloats("single_blocks.0.linear1.weight", SafetensorsDType.F16, [2, 2], new float[4]);
        writer.Save(project.At("sdxl-base.safetensors"));
        var output = project.Build("-p:BaseModel=sdxl-base.safetensors", "-t:Validate").Failed();
        Assert.Matches(@"sdxl-base\.safetensors.*error LORA1007: .*this is a Flux model; understood: Stable Diffusion 1\.x", output);
    }
}
