using Lora.Project;
using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>The stages on the kinds of base model there are, and on the ways they are written; weights of the golden set's tiny models.</summary>
public sealed class BasesTests : IDisposable
{
    private readonly List<StageProject> _projects = [];

    private static IEnumerable<Stage> Whole => Stage.All.Where(stage => stage != Stage.CacheTextEmbeddings);

    public void Dispose() => _projects.ForEach(project => project.Dispose());

    [Fact]
    public void StableDiffusionXL_TrainsBothEncodersUnderKohyasNames()
    {
        var project = On("sdxl-tiny");
        project.RunAll([.. Whole]);
        using var lora = Lora(project);
        Assert.Equal("sdxl_base_v1-0", lora.Metadata["ss_base_model_version"]);
        Assert.Equal("stable-diffusion-xl-v1-base/lora", lora.Metadata["modelspec.architecture"]);
        Assert.StartsWith("https://github.com/Stability-AI/", lora.Metadata["modelspec.implementation"], StringComparison.Ordinal);
        Assert.Contains("lora_te1_text_model_encoder_layers_0_mlp_fc1.lora_down.weight", lora.Names);
        Assert.Contains("lora_te2_text_model_encoder_layers_2_self_attn_q_proj.lora_up.weight", lora.Names);
        Assert.Contains("lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q.lora_down.weight", lora.Names);
        Assert.Contains("lora_unet_middle_block_1_proj_in.alpha", lora.Names);
        Assert.True(Changed(lora, "lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_up.weight"), "the second text encoder is trained");
        Assert.True(File.Exists(project.Out("samples/grid.png")));
    }

    [Fact]
    public void StableDiffusionXL_CachesPooledTextsOfBothEncoders()
    {
        var project = On("sdxl-tiny");
        project.Values["NetworkTrainUnetOnly"] = "true";
        project.Values["CaptionPrefix"] = "best hat,";
        project.RunAll([.. Stage.All]);
        using var lora = Lora(project);
        Assert.All(lora.Names, name => Assert.StartsWith("lora_unet_", name, StringComparison.Ordinal));

        // what is cached is what is encoded
        var encoded = On("sdxl-tiny");
        encoded.Values["NetworkTrainUnetOnly"] = "true";
        encoded.Values["CaptionPrefix"] = "best hat,";
        encoded.Values["ShuffleCaption"] = "true";
        encoded.Values["KeepTokens"] = "99";
        encoded.RunAll([.. Whole]);
        using var other = Lora(encoded);
        Assert.All(lora.Names, name => Assert.Equal(lora.ReadFloats(name), other.ReadFloats(name)));
    }

    [Fact]
    public void SizesAndCrop_ConditionTheTraining()
    {
        var project = On("sdxl-tiny");
        project.RunAll([.. Whole]);
        var wider = On("sdxl-tiny");
        // the same pixels in the bucket, from a picture of twice the size: only what conditions on sizes differs
        wider.Values["Resolution"] = "128";
        wider.WriteImage("images/a.png", TestImage.Png(260, 256), "red body, two eyes"u8.ToArray());
        wider.RunAll([.. Whole]);
        using var first = Lora(project);
        using var second = Lora(wider);
        const string Name = "lora_unet_input_blocks_4_1_proj_in.lora_up.weight";
        Assert.NotEqual(first.ReadFloats(Name), second.ReadFloats(Name));
    }

    [Fact]
    public void SingleFile_TrainsAsTheFolderDoes()
    {
        var folder = On("sd15-tiny");
        folder.RunAll([.. Whole]);
        var file = On("sd15-tiny-ldm.safetensors");
        file.BaseModelConfig = GoldenFolder.Find("models", "sd15-tiny");
        file.RunAll([.. Whole]);
        using var expected = Lora(folder);
        using var actual = Lora(file);
        Assert.Equal(expected.Names, actual.Names);
        Assert.All(expected.Names, name => Assert.Equal(expected.ReadFloats(name), actual.ReadFloats(name)));
        Assert.Equal(File.ReadAllBytes(folder.Out("samples/grid.png")), File.ReadAllBytes(file.Out("samples/grid.png")));
    }

    [Fact]
    public void SingleFile_OfUnpublishedSizes_AsksForConfigs()
    {
        var file = On("sd15-tiny-ldm.safetensors");
        var finding = Assert.Single(file.Run(Stage.Validate).Findings);
        Assert.Equal("LORA1007", finding.Code);
        Assert.Contains("BaseModelConfig", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void VelocityAndPureNoise_AreTrainedDrawnAndNoted()
    {
        var project = On("sd15-tiny");
        (project.Values["VParameterization"], project.Values["ZeroTerminalSnr"], project.Values["ScaleVPredLossLikeNoisePred"]) = ("true", "true", "true");
        project.RunAll([.. Whole]);
        using var lora = Lora(project);
        Assert.Equal(("v", "True", "sd_v1_v"),
            (lora.Metadata["modelspec.prediction_type"], lora.Metadata["ss_zero_terminal_snr"], lora.Metadata["ss_base_model_version"]));
        var noise = On("sd15-tiny");
        noise.RunAll([.. Whole]);
        using var other = Lora(noise);
        Assert.Equal("epsilon", other.Metadata["modelspec.prediction_type"]);
        Assert.NotEqual(File.ReadAllBytes(noise.Out("samples/base/01.png")), File.ReadAllBytes(project.Out("samples/base/01.png")));
    }

    [Fact]
    public void Prediction_ThatContradictsTheFiles_IsAWarning()
    {
        var project = On("sd15-tiny");
        (project.Values["VParameterization"], project.Values["ZeroTerminalSnr"]) = ("true", "false");
        var finding = Assert.Single(project.Run(Stage.Validate).Findings);
        Assert.Equal(("LORA3013", Severity.Warning, 3), (finding.Code, finding.Severity, finding.Line));
        Assert.Contains("scheduler_config.json", finding.Message, StringComparison.Ordinal);
        (project.Values["VParameterization"], project.Values["ZeroTerminalSnr"]) = ("false", "true");
        Assert.Equal(["LORA3017"], project.Run(Stage.Validate).Findings.Select(one => one.Code));
        (project.Values["ZeroTerminalSnr"], project.Values["ScaleVPredLossLikeNoisePred"]) = ("false", "true");
        Assert.Equal(["LORA1008"], project.Run(Stage.Validate).Findings.Select(one => one.Code));
    }

    [Fact]
    public void ClipSkip_OnStableDiffusionXL_IsNoted()
    {
        var project = On("sdxl-tiny");
        project.Values["ClipSkip"] = "2";
        Assert.Empty(project.Run(Stage.Validate).Findings);
        project.Values["ClipSkip"] = "3";
        Assert.Equal(["LORA3015"], project.Run(Stage.Validate).Findings.Select(one => one.Code));
    }

    [Fact]
    public void AutoencoderThatBreaksDown_IsNamedWithThePicture()
    {
        var project = StageProject.OnTinyModel();
        _projects.Add(project);
        project.CopyModel();
        var weights = Path.Combine(project.BaseModel, "vae", "diffusion_pytorch_model.safetensors");
        Rewrite(weights, (name, values) =>
            name is "encoder.conv_out.weight" or "quant_conv.weight" ? Array.ConvertAll(values, value => value * 1e30f) : values);
        project.RunAll(Stage.Validate, Stage.Resize);
        var finding = Assert.Single(project.Run(Stage.CacheLatents).Findings);
        Assert.Equal("LORA3016", finding.Code);
        Assert.Contains("a.png", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OtherAutoencoder_StandsInForTheModelsOwn(bool isFile)
    {
        var project = On("sd15-tiny");
        project.RunAll(Stage.Validate, Stage.Resize, Stage.CacheLatents);
        var own = project.Request(Stage.CacheLatents).Key;
        project.VaeModel = isFile ? Path.Combine(Repository.ZorblaxModel, "vae", "diffusion_pytorch_model.safetensors") : Repository.ZorblaxModel;
        Assert.NotEqual(own, project.Request(Stage.CacheLatents).Key);
        var result = project.Run(Stage.Validate);
        if (isFile)
        {
            // a file has no sizes of its own: those of the model do not fit this one
            Assert.Equal(["LORA1007"], result.Findings.Select(finding => finding.Code));
            return;
        }

        project.RunAll(Stage.Validate, Stage.Resize, Stage.CacheLatents);
    }

    private StageProject On(string model)
    {
        var project = StageProject.OnGoldenModel(model);
        _projects.Add(project);
        return project;
    }

    private static SafetensorsFile Lora(StageProject project) => new(project.Out("test-1.0.0.safetensors"));

    private static bool Changed(SafetensorsFile lora, string name) => lora.ReadFloats(name).Any(value => value != 0);

    private static void Rewrite(string path, Func<string, float[], float[]> change)
    {
        var writer = new SafetensorsWriter();
        using (var file = new SafetensorsFile(path))
        {
            foreach (var tensor in file.Tensors)
            {
                writer.AddFloats(tensor.Name, SafetensorsDType.F32, [.. tensor.Shape], change(tensor.Name, file.ReadFloats(tensor.Name)));
            }

            writer.Save(path + ".new");
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
