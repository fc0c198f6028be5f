using System.Text.Json;
using Lora.Diffusion.Schedules;
using Lora.Diffusion.Tests.Checkpoint.Pickle;
using Lora.Diffusion.Tests.Golden;
using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Diffusion.Tests.SingleFiles;

/// <summary>What a single file is taken for, by its content alone.</summary>
public sealed class SingleFileTests : IDisposable
{
    private static readonly string Configs = Repository.At("examples", "critters-xl", "base", "config");

    private readonly TempFolder _folder = new();
    private readonly TensorRuntime _runtime = TestRuntime.New();

    public void Dispose()
    {
        _runtime.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("sd15-tiny", "Stable Diffusion 1.x")]
    [InlineData("sdxl-tiny", "Stable Diffusion XL")]
    public void Name_SaysNothing(string configs, string kind)
    {
        var path = _folder["sdxl_refiner_inpainting_v2.safetensors"];
        RandomCheckpoint.Write(path, GoldenFolder.Find("models", configs));
        Assert.Equal(kind, FamilyCatalog.Of(FamilyCatalog.SourceAt(new(path))).DisplayName);
    }

    [Theory]
    [InlineData("model.diffusion_model.double_blocks.0.img_attn.qkv.weight model.diffusion_model.single_blocks.0.linear1.weight", "a Flux model")]
    [InlineData("double_blocks.0.img_attn.qkv.weight single_blocks.0.linear1.weight", "a Flux model")]
    [InlineData("model.diffusion_model.joint_blocks.0.context_block.attn.qkv.weight", "a Stable Diffusion 3 model")]
    [InlineData("noise_refiner.0.attention.qkv.weight context_refiner.0.attention.qkv.weight cap_pad_token layers.0.attention.qkv.weight", "a Z-Image model")]
    [InlineData("net.blocks.0.adaln_modulation_self_attn.1.weight net.llm_adapter.blocks.0.cross_attn.q_proj.weight", "an Anima model")]
    [InlineData("net.blocks.0.adaln_modulation_self_attn.1.weight net.x_embedder.proj.1.weight", "an Anima model")]
    [InlineData("lora_unet_mid_block_attentions_0_proj_in.lora_down.weight", "a LoRA")]
    [InlineData("control_model.input_blocks.0.0.weight", "a ControlNet")]
    public void OtherKinds_AreNamed(string names, string kind) =>
        Assert.StartsWith($"this is {kind}; understood: Stable Diffusion 1.x, ", Refused(Named([.. names.Split(' ').Select(name => (name, "[8, 8]"))])),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("[8, 9, 3, 3]", "an inpainting model")]
    [InlineData("[8, 8, 3, 3]", "a model that edits pictures")]
    [InlineData("[8, 5, 3, 3]", "a depth-to-image model")]
    public void PlanesBesideTheLatent_AreNamed(string shape, string kind) => Assert.StartsWith($"this is {kind}", Refused(Named(
        ("model.diffusion_model.input_blocks.0.0.weight", shape),
        ("cond_stage_model.transformer.text_model.embeddings.token_embedding.weight", "[8, 8]"))), StringComparison.Ordinal);

    [Fact]
    public void Refiner_IsNamed() => Assert.StartsWith("this is a Stable Diffusion XL refiner", Refused(Named(
        ("model.diffusion_model.input_blocks.0.0.weight", "[8, 4, 3, 3]"), ("model.diffusion_model.label_emb.0.0.weight", "[8, 8]"),
        ("conditioner.embedders.0.model.token_embedding.weight", "[8, 8]"))), StringComparison.Ordinal);

    [Fact]
    public void UnetAlone_IsNamed() => Assert.StartsWith("this is a U-Net without text encoders", Refused(Named(
        ("model.diffusion_model.input_blocks.0.0.weight", "[8, 4, 3, 3]"))), StringComparison.Ordinal);

    [Fact]
    public void MissingAutoencoder_IsNamed_AndAnotherStandsIn()
    {
        var path = Checkpoint(without: "first_stage_model.");
        var error = Assert.Throws<CheckpointException>(() => FamilyCatalog.Open(FamilyCatalog.SourceAt(new(path, Config: Configs)), _runtime));
        Assert.Contains("'vae' is missing", error.Problem, StringComparison.Ordinal);
        Assert.False(ModelReport.Of(FamilyCatalog.SourceAt(new(path, Config: Configs))).Parts.Single(part => part.Part == ModelPart.Vae).IsThere);
        var vae = Path.Combine(Repository.ZorblaxModel, "vae");
        using var model = FamilyCatalog.Open(FamilyCatalog.SourceAt(new(path, Vae: vae, Config: Configs)), _runtime);
        model.Check();
        Assert.Equal(8, model.Latents.PixelsPerLatent);
    }

    [Fact]
    public void SuperfluousKeys_AreNamedAndNoError()
    {
        var path = Checkpoint(marks: ["alphas_cumprod", "model_ema.decay", "model_ema.num_updates", "conditioner.embedders.1.model.logit_scale"]);
        var source = FamilyCatalog.SourceAt(new(path, Config: Configs));
        using var model = FamilyCatalog.Open(source, _runtime);
        model.Check();
        Assert.Equal(["alphas_cumprod", "conditioner.embedders.1.model.logit_scale", "model_ema.decay", "model_ema.num_updates"],
            ModelReport.Of(source).Superfluous);
    }

    [Fact]
    public void MissingWeight_IsNamed()
    {
        var path = Checkpoint(without: "model.diffusion_model.out.2.bias");
        var source = FamilyCatalog.SourceAt(new(path, Config: Configs));
        using var model = FamilyCatalog.Open(source, _runtime);
        Assert.Contains("lacks tensor 'conv_out.bias'", Assert.Throws<CheckpointException>(model.Check).Problem, StringComparison.Ordinal);
        Assert.Equal(["conv_out.bias"], ModelReport.Of(source).Parts[0].Missing);
    }

    [Theory]
    [InlineData("", "", "", false, false, "")]
    [InlineData("v_pred", "", "", true, false, "the key v_pred")]
    [InlineData("v_pred ztsnr", "", "", true, true, "the keys v_pred and ztsnr")]
    [InlineData("", "v", "", true, false, "its modelspec")]
    [InlineData("", "epsilon", "", false, false, "its modelspec")]
    [InlineData("", "", "stable-diffusion-v2-768-v", true, false, "its modelspec")]
    public void Prediction_IsTold(string marks, string stated, string architecture, bool isV, bool isZero, string from)
    {
        var notes = new Dictionary<string, string> { ["modelspec.prediction_type"] = stated, ["modelspec.architecture"] = architecture };
        var path = _folder["model.safetensors"];
        RandomCheckpoint.Write(path, Configs, 1, notes, marks.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var source = FamilyCatalog.SourceAt(new(path, Config: Configs));
        Assert.Equal(from, source.Evidence.From);
        using var model = FamilyCatalog.Open(source, _runtime);
        var schedule = model.Schedule;
        Assert.Equal(isV ? PredictionType.VPrediction : PredictionType.Epsilon, schedule.Config.PredictionType);
        Assert.Equal(isZero, schedule.Config.RescaleBetasZeroSnr);
        Assert.Equal(isZero ? TimestepSpacing.Trailing : TimestepSpacing.Leading, schedule.Config.TimestepSpacing);
        Assert.Equal(isZero, schedule.AlphasCumprod[^1] == 0);
    }

    [Fact]
    public void Property_GoesBeforeTheFiles()
    {
        var source = FamilyCatalog.SourceAt(new(Checkpoint(marks: ["v_pred"]), Config: Configs));
        using var model = FamilyCatalog.Open(source, _runtime, new() { VParameterization = false, ZeroTerminalSnr = true });
        Assert.Equal((PredictionType.Epsilon, true, TimestepSpacing.Trailing),
            (model.Schedule.Config.PredictionType, model.Schedule.Config.RescaleBetasZeroSnr, model.Schedule.Config.TimestepSpacing));
    }

    [Fact]
    public void TokenizerOfTheProduct_IsCLIPs()
    {
        // of the released vocabulary and width, everything else tiny: only the tokenizer matters
        var keys = Keys(GoldenFolder.Find("models", "keys-sdxl_ldm.json.gz"));
        var source = FamilyCatalog.SourceAt(new(SparseFile.Write(_folder["model.safetensors"], keys)));
        foreach (var (part, pad) in ((ModelPart, int)[])[(ModelPart.Tokenizer, 49407), (ModelPart.Tokenizer2, 0)])
        {
            var tokenizer = ClipTokenizer.Load(name => source.Find(part, name), "");
            Assert.Equal((49406, 49407, pad, 77), (tokenizer.StartId, tokenizer.EndId, tokenizer.PadId, tokenizer.ChunkLength));
            Assert.Equal([320, 1125, 539, 320, 2368], tokenizer.Encode("a photo of a cat"));
        }
    }

    [Fact]
    public void OldNames_WithoutTheInnerOne_AreRead()
    {
        var path = _folder["model.safetensors"];
        RandomCheckpoint.Write(path, GoldenFolder.Find("models", "sd15-tiny"));
        const string Prefix = "cond_stage_model.transformer.";
        var renamed = Renamed(path, name => name.Replace(Prefix + "text_model.", Prefix, StringComparison.Ordinal));
        var source = FamilyCatalog.SourceAt(new(renamed, Config: GoldenFolder.Find("models", "sd15-tiny")));
        using var model = FamilyCatalog.Open(source, _runtime);
        model.Check();
        Assert.Empty(ModelReport.Of(source).Superfluous);
    }

    [Fact]
    public void PickledCheckpoint_IsReadAsTheOtherFormIs()
    {
        var path = _folder["model.safetensors"];
        RandomCheckpoint.Write(path, Configs);
        var pickled = _folder["whatever.bin"];
        using (var file = new SafetensorsFile(path))
        {
            var tensors = file.Tensors.Index().Select(row => (row.Item.Name, Key: $"{row.Index}", Shape: row.Item.Shape.ToArray())).ToArray();
            File.WriteAllBytes(pickled, TorchFixture.Zip(
                PickleWriter.Of(root => root.Dict(("state_dict", state => state.Dict([.. tensors.Select(tensor =>
                    (tensor.Name, (Action<PickleWriter>)(value => value.Tensor(new TestTensor(
                        "HalfStorage", tensor.Key, tensor.Shape.Aggregate(1L, (a, b) => a * b), 0, tensor.Shape, TestTensor.RowMajor(tensor.Shape))))))])))),
                [.. tensors.Select(tensor => (tensor.Key, file.Bytes(tensor.Name).ToArray()))]));
        }

        IWeightSource expected = FamilyCatalog.SourceAt(new(path, Config: Configs)), actual = FamilyCatalog.SourceAt(new(pickled, Config: Configs));
        foreach (var part in FamilyCatalog.Of(actual).Parts.Where(part => actual.Find(part, "config.json") is not null))
        {
            using var given = expected.Open(part);
            using var found = actual.Open(part);
            Assert.Equal(given.Names, found.Names);
            Assert.All(given.Names, name => Assert.Equal(given.Find(name)!.Value.ReadFloats(), found.Find(name)!.Value.ReadFloats()));
        }
    }

    private string Refused(string path)
    {
        var source = FamilyCatalog.SourceAt(new(path));
        return Assert.Throws<CheckpointException>(() => FamilyCatalog.Open(source, _runtime)).Problem;
    }

    private string Named(params (string Name, string Shape)[] tensors) => SparseFile.Write(_folder["model.safetensors"],
        tensors.ToDictionary(tensor => tensor.Name, tensor => JsonDocument.Parse(tensor.Shape).RootElement));

    private string Checkpoint(string without = "-", params string[] marks)
    {
        var path = _folder["model.safetensors"];
        RandomCheckpoint.Write(path, Configs, marks: marks);
        return Renamed(path, name => name.StartsWith(without, StringComparison.Ordinal) ? null : name);
    }

    private string Renamed(string path, Func<string, string?> rename)
    {
        var writer = new SafetensorsWriter();
        using var file = new SafetensorsFile(path);
        foreach (var tensor in file.Tensors)
        {
            if (rename(tensor.Name) is { } name)
            {
                writer.AddFloats(name, tensor.DType, [.. tensor.Shape], file.ReadFloats(tensor.Name));
            }
        }

        writer.Save(_folder["renamed.safetensors"]);
        return _folder["renamed.safetensors"];
    }

    private static JsonElement Keys(string path) => JsonDocument.Parse(GoldenFolder.ReadAllBytes(path)).RootElement;
}
