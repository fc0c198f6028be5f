using Lora.Diffusion;
using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

public sealed class LoraFileTests : IDisposable
{
    private const string Convolutions = "NetworkArgs=conv_dim=4 conv_alpha=1";

    private readonly string _folder = Directory.CreateTempSubdirectory("lora-training-").FullName;
    private int _files;

    [Theory]
    [InlineData("fp32")]
    [InlineData("fp16")]
    [InlineData("bf16")]
    [InlineData("fp32", Convolutions)]
    public void SavedLora_ActsAsItDidInTraining(string precision, string settings = "")
    {
        using var model = new TinyModel();
        using var scope = model.Runtime.NewScope();
        using var network = Network(model, settings);
        float[] Predict() => model.Model.Predict(Latent(model), [300], Context(model)).ToFloats();
        using var off = model.Runtime.NoGrad();
        var plain = Predict();
        network.Apply();
        var trained = Predict();
        network.Remove();
        var path = Save(network, precision);
        using (new LoraFile(path).Apply(model.Model))
        {
            var loaded = Predict();
            var change = trained.Zip(plain, (a, b) => Math.Abs(a - b)).Max();
            var limit = precision switch { "fp32" => 1e-6, "fp16" => 5e-3, _ => 3e-2 };
            Assert.True(change > 1e-3, $"the LoRA changes the prediction by {change} only");
            Assert.InRange(trained.Zip(loaded, (a, b) => Math.Abs(a - b)).Max(), 0, limit * change);
        }

        Assert.Equal(plain, Predict());
        using (new LoraFile(path).Apply(model.Model, 0))
        {
            Assert.InRange(plain.Zip(Predict(), (a, b) => Math.Abs(a - b)).Max(), 0, TestRuntime.Rounding * plain.Max(MathF.Abs));
        }
    }

    [Fact]
    public void BlockWeights_AreTheStrengthOfEachBlock()
    {
        using var model = new TinyModel();
        using var scope = model.Runtime.NewScope();
        using var network = Network(model);
        var path = Save(network, "fp32");
        using var off = model.Runtime.NoGrad();
        float[] Drawn(string? weights, double multiplier = 1)
        {
            using var applied = new LoraFile(path).Apply(model.Model, multiplier, merge: true, weights: weights is null ? null : BlockWeights.Read(weights));
            var layers = model.Model.AdapterGroups.SelectMany(group => group.Everything).Where(target => target.Layer.Overlay is not null);
            Assert.All(layers,
                target => Assert.NotEqual(0, weights is null ? 1 : BlockWeights.Read(weights)!.Of(BlockTable.StableDiffusion, target.BlockName)));
            return model.Model.Predict(Latent(model), [300], Context(model)).ToFloats();
        }

        var plain = model.Model.Predict(Latent(model), [300], Context(model)).ToFloats();
        var whole = Drawn(null);
        Assert.Equal(whole, Drawn("ALL"));
        Assert.Equal(plain, Drawn("NONE"));
        Assert.Equal(Drawn(null, 0.5), Drawn("ALL0.5"));
        Assert.NotEqual(whole, Drawn("OUTALL"));
        Assert.NotEqual(plain, Drawn("OUTALL"));
        Assert.NotEqual(Drawn("OUTX"), Drawn("OUTALL"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Convolutions)]
    public void Merged_GivesTheBranchesPrediction_AndLeavesNoTrace(string settings)
    {
        using var model = new TinyModel();
        using var scope = model.Runtime.NewScope();
        using var network = Network(model, settings);
        float[] Predict()
        {
            using var one = model.Runtime.NewScope();
            return model.Model.Predict(Latent(model), [300], Context(model)).ToFloats();
        }

        using var off = model.Runtime.NoGrad();
        var plain = Predict();
        var file = new LoraFile(Save(network, "fp32"));
        float[] branch;
        using (file.Apply(model.Model))
        {
            branch = Predict();
        }

        var live = model.Runtime.LiveTensors;
        using (file.Apply(model.Model, merge: true))
        {
            Assert.All(TinyTraining.Targets(model.Model), target => Assert.Null(target.Layer.Adapter));
            var merged = Predict();
            Assert.NotEqual(plain, merged);
            // fp32 rounding, as a share of the prediction
            Assert.InRange(branch.Zip(merged, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-5 * branch.Max(MathF.Abs));
        }

        Assert.Equal(live, model.Runtime.LiveTensors);
        Assert.Equal(plain, Predict());
    }

    [Fact]
    public void File_HasKohyasLayout()
    {
        using var model = new TinyModel();
        using var network = Network(model);
        using var file = new SafetensorsFile(Save(network, "fp16"));
        Assert.Equal(3 * network.Adapters.Count, file.Tensors.Count);
        Assert.All(file.Tensors, t => Assert.Equal(SafetensorsDType.F16, t.DType));
        const string Conv = "lora_unet_mid_block_attentions_0_proj_in";
        Assert.Equal([4, 16, 1, 1], file[$"{Conv}.lora_down.weight"].Shape);
        Assert.Equal([16, 4, 1, 1], file[$"{Conv}.lora_up.weight"].Shape);
        Assert.Empty(file[$"{Conv}.alpha"].Shape);
        Assert.Equal(2, file.ReadFloats($"{Conv}.alpha")[0]);
    }

    [Fact]
    public void Hashes_AreThoseOfTheFileWithTrainingEntriesOnly()
    {
        using var model = new TinyModel();
        using var network = Network(model);
        var bytes = LoraWriter.ToBytes(network, new Dictionary<string, string> { ["ss_a"] = "1", ["modelspec.title"] = "x" }, "fp32");
        var other = LoraWriter.ToBytes(network, new Dictionary<string, string> { ["ss_a"] = "1", ["modelspec.title"] = "a longer title" }, "fp32");
        using var file = new SafetensorsFile(Write(bytes));
        using var second = new SafetensorsFile(Write(other));
        Assert.Equal(LoraWriter.ModelHash(bytes), file.Metadata["sshs_model_hash"]);
        Assert.Equal(file.Metadata["sshs_model_hash"], second.Metadata["sshs_model_hash"]);
        Assert.Equal(file.Metadata["sshs_legacy_hash"], second.Metadata["sshs_legacy_hash"]);
        Assert.Equal(64, file.Metadata["sshs_model_hash"].Length);
    }

    [Fact]
    public void LegacyHash_IsOfSixtyFourKibibytesAtOneMebibyte()
    {
        var bytes = new byte[0x120000];
        new System.Random(3).NextBytes(bytes);
        var expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(0x100000, 0x10000)))[..8];
        Assert.Equal(expected, LoraWriter.LegacyHash(bytes));
        Assert.Equal("e3b0c442", LoraWriter.LegacyHash(bytes.AsSpan(0, 100))); // SHA-256 of nothing
    }

    [Fact]
    public void Initial_UpIsZeroAndDownIsWithinKaimingsBound()
    {
        using var model = new TinyModel();
        using var network = new AdapterNetwork(model.Model, Settings.Of("NetworkDim=8; NetworkAlpha=0; Seed=3; " + Convolutions));
        foreach (var adapter in network.Adapters)
        {
            var (alpha, down, up) = (adapter.Tensors[0], adapter.Values[0], adapter.Values[1]);
            Assert.Equal(adapter.Target.IsConvolution ? 1 : 8, alpha.Constant);
            Assert.Equal(adapter.Target.IsConvolution ? 4 : 8, down.Size(0));
            Assert.All(up.ToFloats(), v => Assert.Equal(0, v));
            var values = down.ToFloats();
            var bound = 1 / Math.Sqrt(values.Length / down.Size(0));
            Assert.All(values, v => Assert.InRange(v, -bound, bound));
            Assert.InRange(Math.Sqrt(values.Average(v => v * v)), 0.8 * bound / Math.Sqrt(3), 1.2 * bound / Math.Sqrt(3));
        }

        Assert.Contains(network.Adapters, adapter => adapter.Target.IsConvolution);
    }

    [Fact]
    public void EveryRow_HasItsKind() => Assert.Equal(Lora.Vocabulary.Networks.All.ToHashSet(), AdapterCatalog.All.Keys.ToHashSet());

    [Fact]
    public void Modules_HaveRanksOfTheirOwn_AndMayLackAlpha()
    {
        using var model = new TinyModel();
        using var scope = model.Runtime.NewScope();
        const string Text = "lora_te_text_model_encoder_layers_0_mlp_fc1", Conv = "lora_unet_mid_block_resnets_0_conv1";
        var writer = new SafetensorsWriter();
        var random = new Generator(6);
        Dictionary<string, float[]> given = [];
        foreach (var (name, shape) in ((string, long[])[])
        [
            ($"{Text}.lora_down.weight", [2, 32]), ($"{Text}.lora_up.weight", [64, 2]),
            ($"{Conv}.lora_down.weight", [3, 16, 3, 3]), ($"{Conv}.lora_up.weight", [16, 3, 1, 1]), ($"{Conv}.alpha", []),
        ])
        {
            given[name] = new float[shape.Aggregate(1L, (a, b) => a * b)];
            random.Normal(given[name]);
            writer.AddFloats(name, SafetensorsDType.F32, shape, given[name]);
        }

        using var stream = new MemoryStream();
        writer.Write(stream);
        var layers = TinyTraining.Targets(model.Model).Where(target => target.Name is Text or Conv).ToDictionary(target => target.Name, target => target.Layer);
        var before = layers.ToDictionary(pair => pair.Key, pair => pair.Value.Weight.ToFloats());
        using var applied = new LoraFile(Write(stream.ToArray())).Apply(model.Model, 0.5, merge: true);
        foreach (var (name, rank, scale) in new[] { (Text, 2, 0.5), (Conv, 3, 0.5 * given[$"{Conv}.alpha"][0] / 3) })
        {
            var (down, up, merged) = (given[$"{name}.lora_down.weight"], given[$"{name}.lora_up.weight"], layers[name].Weight.ToFloats());
            var width = down.Length / rank;
            for (var i = 0; i < merged.Length; i += 7)
            {
                var product = Enumerable.Range(0, rank).Sum(r => (double)up[(i / width * rank) + r] * down[(r * width) + (i % width)]);
                Assert.Equal(before[name][i] + (scale * product), merged[i], 1e-5);
            }
        }
    }

    [Fact]
    public void FilesThatDoNotFit_AreNamed()
    {
        using var model = new TinyModel();
        using var scope = model.Runtime.NewScope();
        string Message(Action<SafetensorsWriter> fill)
        {
            var writer = new SafetensorsWriter();
            fill(writer);
            using var stream = new MemoryStream();
            writer.Write(stream);
            var path = Write(stream.ToArray());
            return Assert.Throws<TrainingException>(() => new LoraFile(path).Apply(model.Model)).Message;
        }

        void Pair(SafetensorsWriter w, string name, long[] down, long[] up)
        {
            w.AddFloats($"{name}.lora_down.weight", SafetensorsDType.F32, down, new float[down.Aggregate(1L, (a, b) => a * b)]);
            w.AddFloats($"{name}.lora_up.weight", SafetensorsDType.F32, up, new float[up.Aggregate(1L, (a, b) => a * b)]);
        }

        const string Name = "lora_te_text_model_encoder_layers_0_mlp_fc1";
        Assert.Contains("no LoRA", Message(w => w.AddFloats("x", SafetensorsDType.F32, [1], new float[1])));
        Assert.Contains("lora_unet_nowhere", Message(w => Pair(w, "lora_unet_nowhere", [2, 32], [64, 2])));
        Assert.Contains("does not fit", Message(w => Pair(w, Name, [2, 31], [64, 2])));
        Assert.Contains("does not fit", Message(w => Pair(w, Name, [2, 32], [63, 2])));
        Assert.Contains("is [64, 3], not [64, 2]", Message(w => Pair(w, Name, [2, 32], [64, 3])));
        Assert.Contains("lora_magnitude_vector, which is not understood", Message(w =>
        {
            Pair(w, Name, [2, 32], [64, 2]);
            w.AddFloats($"{Name}.lora_magnitude_vector", SafetensorsDType.F32, [64], new float[64]);
        }));
        Assert.Contains("'lora_te_other' is of no kind", Message(w =>
        {
            Pair(w, Name, [2, 32], [64, 2]);
            w.AddFloats("lora_te_other.some_weight", SafetensorsDType.F32, [1], new float[1]);
        }));
        Assert.Contains("no lora_up", Message(w => w.AddFloats($"{Name}.lora_down.weight", SafetensorsDType.F32, [2, 32], new float[64])));
    }

    private static AdapterNetwork Network(TinyModel model, string settings = "")
    {
        model.Model.Load(ModelPart.TextEncoder, ModelPart.Unet);
        var network = new AdapterNetwork(model.Model, Settings.Of("NetworkDim=4; NetworkAlpha=2; Seed=5; " + settings));
        var random = new Generator(9);
        foreach (var group in network.Groups)
        {
            var values = new float[group.Count];
            random.Normal(values, 0, 0.1);
            group.Values.CopyFrom_(values);
        }

        return network;
    }

    private static Tensor Latent(TinyModel model)
    {
        var values = new float[4 * 8 * 8];
        new Generator(2).Normal(values);
        return model.Runtime.FromFloats(values, [1, 4, 8, 8]);
    }

    private static Conditioning Context(TinyModel model) => model.Model.Text.EncodeCaptions(["a caption"]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Save(AdapterNetwork network, string precision) => Write(LoraWriter.ToBytes(network, new Dictionary<string, string>(), precision));

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(_folder, $"{_files++}.safetensors");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
