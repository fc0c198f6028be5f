using System.Text.Json;
using Lora.Diffusion;
using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>
/// Whose programs load what is written here: the names and shapes that each of them looks for, made from the released models' own key lists by that program's
/// rule, against all names and shapes of a whole LoRA of that model, convolutions included.
/// </summary>
public sealed class LoraFormsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // comfy/lora.py, model_lora_keys_unet and model_lora_keys_clip; Forge's backend/patcher/lora.py is a copy of it
    [Theory]
    [InlineData("sd15")]
    [InlineData("sd21")]
    [InlineData("sdxl")]
    public void ComfyUIAndForge_FindEveryModule(string model)
    {
        var wanted = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var (name, shape) in SingleFile(model))
        {
            Add(wanted, "lora_unet_", name, "model.diffusion_model.", shape);
        }

        foreach (var (part, name, shape) in Folder(model))
        {
            Add(wanted, part switch
            {
                "unet" => "lora_unet_",
                "text_encoder" => model == "sdxl" ? "lora_te1_" : "lora_te_",
                _ => "lora_te2_",
            }, name, "", shape);
        }

        Fits(wanted, model);
    }

    // modules/sd_models.py and extensions-builtin/Lora/networks.py: the modules of the model as it was loaded, under their own paths
    [Fact]
    public void A1111_FindsEveryModuleOfStableDiffusionXL()
    {
        var wanted = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var (name, shape) in SingleFile("sdxl"))
        {
            Add(wanted, "lora_unet_", name, "model.diffusion_model.", shape);
            Add(wanted, "lora_te1_", name, "conditioner.embedders.0.transformer.", shape);
            foreach (var (ours, theirs) in OpenClipParts)
            {
                if (name.StartsWith("conditioner.embedders.1.model.transformer.resblocks.", StringComparison.Ordinal)
                    && name.Contains(theirs, StringComparison.Ordinal))
                {
                    var layer = name.Split('.')[6];
                    var isFused = theirs == ".attn.in_proj_weight";
                    wanted[$"lora_te2_text_model_encoder_layers_{layer}_{ours}"] = isFused ? [shape[0] / 3, shape[1]] : shape;
                }
            }
        }

        Fits(wanted, "sdxl");
    }

    // convert_diffusers_name_to_compvis there
    private static readonly (string Ours, string Theirs)[] OpenClipParts =
    [
        ("self_attn_q_proj", ".attn.in_proj_weight"), ("self_attn_k_proj", ".attn.in_proj_weight"), ("self_attn_v_proj", ".attn.in_proj_weight"),
        ("self_attn_out_proj", ".attn.out_proj.weight"), ("mlp_fc1", ".mlp.c_fc.weight"), ("mlp_fc2", ".mlp.c_proj.weight"),
    ];

    // loaders/lora_pipeline.py with PEFT: part, path of the module, lora_A and lora_B
    [Theory]
    [InlineData("sd15")]
    [InlineData("sd21")]
    [InlineData("sdxl")]
    public void Diffusers_FindsEveryModuleUnderItsOwnNames(string model)
    {
        var wanted = Folder(model).Where(key => key.Shape.Length > 1 && key.Name.EndsWith(".weight", StringComparison.Ordinal))
            .ToDictionary(key => $"{key.Part}.{key.Name[..^".weight".Length]}", key => key.Shape, StringComparer.Ordinal);
        foreach (var adapter in Adapters(model))
        {
            Fit(wanted, adapter.Target.DiffusersName, adapter);
        }
    }

    [Theory]
    [InlineData("sd15-tiny")]
    [InlineData("sdxl-tiny")]
    public void EitherForm_ReadsBackAsItWasTrained(string tiny)
    {
        using var model = new TinyModel(tiny);
        using var scope = model.Runtime.NewScope();
        using var off = model.Runtime.NoGrad();
        using var network = new AdapterNetwork(model.Model, Settings.Of("NetworkDim=4; NetworkAlpha=2; NetworkArgs=conv_dim=2 conv_alpha=1"));
        foreach (var group in network.Groups)
        {
            group.Values.CopyFrom_(model.Normal(9, group.Count).Affine(0.1, 0).ToFloats());
        }

        network.Apply();
        var trained = Predict(model);
        network.Remove();
        foreach (var format in Enum.GetValues<LoraFormat>())
        {
            var path = _folder[$"{format}.safetensors"];
            LoraWriter.Save(path, network, new Dictionary<string, string>(), "fp32", format);
            using var applied = new LoraFile(path).Apply(model.Model);
            var read = Predict(model);
            Assert.InRange(trained.Zip(read, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-5 * trained.Max(MathF.Abs));
        }
    }

    [Fact]
    public void DiffusersForm_HasNoAlpha()
    {
        using var model = new TinyModel("sdxl-tiny");
        using var scope = model.Runtime.NewScope();
        using var network = new AdapterNetwork(model.Model, Settings.Of("NetworkDim=4; NetworkAlpha=2"));
        var names = network.Tensors(LoraFormat.Diffusers).Select(tensor => tensor.Name).ToArray();
        Assert.Contains("unet.mid_block.attentions.0.proj_in.lora_A.weight", names);
        Assert.Contains("text_encoder_2.text_model.encoder.layers.0.self_attn.q_proj.lora_B.weight", names);
        Assert.All(names, name => Assert.Matches(@"^(unet|text_encoder|text_encoder_2)\..+\.lora_[AB]\.weight$", name));
    }

    /// <summary>What diffusers wrote before PEFT, and Stable Diffusion XL's LoRAs under diffusers' paths in kohya's form.</summary>
    [Theory]
    [InlineData("unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q", ".lora.down.weight", ".lora.up.weight")]
    [InlineData("text_encoder.text_model.encoder.layers.0.self_attn.q_proj", ".lora_linear_layer.down.weight", ".lora_linear_layer.up.weight")]
    [InlineData("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q", ".lora_down.weight", ".lora_up.weight")]
    public void OtherSpellings_AreRead(string module, string down, string up)
    {
        using var model = new TinyModel("sdxl-tiny");
        using var scope = model.Runtime.NewScope();
        var layer = model.Model.AdapterGroups.SelectMany(group => group.Targets())
            .Single(target => module == target.DiffusersName || module == target.Alias).Layer;
        var writer = new SafetensorsWriter();
        writer.AddFloats(module + down, SafetensorsDType.F32, [2, layer.InFeatures], Ramp(2 * layer.InFeatures));
        writer.AddFloats(module + up, SafetensorsDType.F32, [layer.OutFeatures, 2], Ramp(2 * layer.OutFeatures));
        writer.Save(_folder["other.safetensors"]);
        var plain = Predict(model);
        using (new LoraFile(_folder["other.safetensors"]).Apply(model.Model))
        {
            Assert.NotEqual(plain, Predict(model));
        }

        Assert.Equal(plain, Predict(model));
    }

    private static float[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => i / 30f)];

    private static float[] Predict(TinyModel model)
    {
        using var off = model.Runtime.NoGrad();
        using var scope = model.Runtime.NewScope();
        var text = model.Model.WithSizes(model.Model.Text.EncodeCaptions(["a caption"]), PictureSize.Drawn(64, 64));
        return model.Model.Predict(model.Normal(2, 1, 4, 8, 8), [300], text).ToFloats();
    }

    private static void Fits(Dictionary<string, long[]> wanted, string model)
    {
        foreach (var adapter in Adapters(model))
        {
            Fit(wanted, adapter.Target.Name, adapter);
        }
    }

    /// <summary>down maps the weight's inputs, up gives its outputs.</summary>
    private static void Fit(Dictionary<string, long[]> wanted, string name, Adapter adapter)
    {
        Assert.True(wanted.TryGetValue(name, out var weight), name);
        int[] down = adapter.Trained[0].Shape, up = adapter.Trained[1].Shape;
        // a linear layer of today may be a 1x1 convolution of then
        var dimensions = Math.Min(weight.Length, down.Length);
        Assert.Equal(weight[1..dimensions].Select(size => (int)size), down[1..dimensions]);
        Assert.Equal((weight[0], down[0]), (up[0], up[1]));
    }

    private static Adapter[] Adapters(string model)
    {
        OptionValues values = Settings.Of("NetworkDim=8; NetworkArgs=conv_dim=4 conv_alpha=1");
        var plan = new LayerPlan(values);
        return [.. RealModels.Groups(model).SelectMany(plan.Targets).Select(plan.For).OfType<PlannedAdapter>()
            .Select(layer => layer.Create()!)];
    }

    private static void Add(Dictionary<string, long[]> wanted, string prefix, string key, string theirs, long[] shape)
    {
        if (key.StartsWith(theirs, StringComparison.Ordinal) && key.EndsWith(".weight", StringComparison.Ordinal))
        {
            wanted[prefix + key[theirs.Length..^".weight".Length].Replace('.', '_')] = shape;
        }
    }

    private static IEnumerable<(string Name, long[] Shape)> SingleFile(string model) =>
        Json($"keys-{model}_ldm.json.gz").EnumerateObject().Select(key => (key.Name, Shape(key.Value)));

    private static IEnumerable<(string Part, string Name, long[] Shape)> Folder(string model) => Json($"keys-{model}_diffusers.json.gz").EnumerateObject()
        .SelectMany(part => part.Value.EnumerateObject().Select(key => (part.Name, key.Name, Shape(key.Value))));

    private static long[] Shape(JsonElement shape) => [.. shape.EnumerateArray().Select(size => size.GetInt64())];

    private static JsonElement Json(string file) => JsonDocument.Parse(GoldenFolder.ReadAllBytes(GoldenFolder.Find("models", file))).RootElement;
}
