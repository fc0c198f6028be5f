using Lora.Diffusion;
using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

public class TrainingMemoryTests(ITestOutputHelper output)
{
    private static readonly Settings Quick = Settings.Of("MaxTrainSteps=1; NetworkDim=8; LearningRate=1e-4");

    /// <summary>libtorch on a card, multiplying in bf16.</summary>
    private static readonly RuntimeMemory Card = new(DType.BFloat16, IsFused: false, 700_000_000, 0);

    /// <summary>The sizes of SDXL's U-Net, but for the layers that its added embeddings go through.</summary>
    private static readonly UNetConfig Xl = new()
    {
        BlockOutChannels = [320, 640, 1280],
        DownAttention = [false, true, true],
        UpAttention = [true, true, false],
        LayersPerBlock = [2, 2, 2],
        TransformerLayers = [1, 2, 10],
        Heads = [5, 10, 20],
        CrossAttentionDim = 2048,
        UseLinearProjection = true,
    };

    private static UNetConfig Sd15 => UNetConfig.Read(ModelFile.Read(Repository.At("bench", "Lora.Bench", "Models", "sd15", "unet", "config.json")));

    [Theory]
    [InlineData(16, 1, "")]
    [InlineData(16, 4, "")]
    [InlineData(16, 1, "GradientCheckpointing=true")]
    [InlineData(16, 4, "GradientCheckpointing=true")]
    [InlineData(64, 1, "")]
    [InlineData(64, 1, "GradientCheckpointing=true")]
    [InlineData(32, 4, "NetworkTrainUnetOnly=true")]
    [InlineData(32, 4, "NetworkTrainUnetOnly=true; GradientCheckpointing=true")]
    [InlineData(32, 4, "NetworkTrainTextEncoderOnly=true")]
    [InlineData(32, 4, "NetworkArgs=conv_dim=4")]
    [InlineData(32, 4, "NetworkDim=64")]
    [InlineData(32, 4, "NetworkDim=64; GradientCheckpointing=true")]
    [InlineData(13, 3, "GradientCheckpointing=true")]
    [InlineData(16, 1, "NetworkAlgo=loha")]
    [InlineData(32, 4, "NetworkAlgo=loha")]
    [InlineData(16, 1, "NetworkAlgo=loha; GradientCheckpointing=true")]
    [InlineData(16, 1, "NetworkAlgo=boft; NetworkDim=16")]
    [InlineData(32, 4, "NetworkAlgo=full; GradientCheckpointing=true")]
    [InlineData(16, 1, "OptimizerType=AdamW")]
    [InlineData(16, 1, "NetworkDim=128")]
    [InlineData(16, 1, "NetworkDim=64; OptimizerType=CAME")]
    [InlineData(16, 1, "NetworkDim=128; FusedBackwardPass=true")]
    [InlineData(32, 4, "NetworkAlgo=full; FusedBackwardPass=true; GradientCheckpointing=true")]
    public void TinyModel_TakesWhatIsEstimated(int side, int batch, string options)
    {
        using var runtime = new EmbeddedRuntime();
        using var model = TinyModel.Open(GoldenFolder.Find("models", "sd15-tiny"), runtime, DType.Float32);
        var values = Quick.With($"TrainBatchSize={batch}; {options}");
        var set = TinyTraining.Set(batch, 1, (side, side));
        var estimate = TrainingMemory.Of(model, set, values);
        var trainer = new Trainer(model, set, values);
        using var state = trainer.Begin();
        var standing = runtime.LiveBytes;
        trainer.Run(state, new RecordedEvents());
        Within(0.95, 1.05, estimate.Weights + estimate.Adapters, standing);
        Within(0.9, 1.25, estimate.Activations, runtime.PeakBytes - standing);
    }

    /// <summary>What a LoRA's file says of layers and ranks counts as what options say of them.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("NetworkArgs=conv_dim=32")]
    public void SizesOfAFile_CountAsThoseOfOptions(string arguments)
    {
        using var folder = new TempFolder();
        using var tiny = new TinyModel();
        var values = Quick.With($"NetworkDim=32; {arguments}");
        var path = folder["lora.safetensors"];
        using (var network = new AdapterNetwork(tiny.Model, values))
        {
            LoraWriter.Save(path, network, new Dictionary<string, string>(), "fp32");
        }

        var set = TinyTraining.Set(1, 1, (16, 16));
        var (expected, small) = (TrainingMemory.Of(tiny.Model, set, values), TrainingMemory.Of(tiny.Model, set, Quick.With("NetworkDim=1")));
        Assert.NotEqual(expected.Activations, small.Activations);
        Assert.Equal(expected, TrainingMemory.Of(tiny.Model, set, Quick.With("NetworkDim=1; DimFromWeights=true"), new StartingWeights(path)));
    }

    [Fact]
    public void MergedWeights_LieBesideTheModels()
    {
        using var folder = new TempFolder();
        using var tiny = new TinyModel();
        var path = folder["lora.safetensors"];
        using (var network = new AdapterNetwork(tiny.Model, Quick))
        {
            LoraWriter.Save(path, network, new Dictionary<string, string>(), "fp32");
        }

        var set = TinyTraining.Set(1, 1, (16, 16));
        var (before, bytes) = (TrainingMemory.Of(tiny.Model, set, Quick), (tiny.Runtime as EmbeddedRuntime)?.LiveBytes);
        using var merged = new BaseWeights(tiny.Model, [.. tiny.Model.AdapterGroups.Select(group => group.Part)], [(new LoraFile(path), 1)]);
        var grown = TrainingMemory.Of(tiny.Model, set, Quick).Weights - before.Weights;
        Assert.True(grown > 0);
        if (tiny.Runtime is EmbeddedRuntime embedded)
        {
            Assert.Equal(embedded.LiveBytes - bytes, grown);
        }
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(32, 64)]
    [InlineData(13, 20)]
    public void Encoding_TakesWhatIsEstimated(int height, int width)
    {
        using var runtime = new EmbeddedRuntime();
        using var model = TinyModel.Open(GoldenFolder.Find("models", "sd15-tiny"), runtime, DType.Float32);
        model.Load(ModelPart.Vae);
        var standing = runtime.LiveBytes;
        Within(0.95, 1.05, model.WeightBytes(ModelPart.Vae), standing);
        using (runtime.NewScope())
        using (runtime.NoGrad())
        {
            model.Encode(runtime.Ones([1, 3, height * model.Latents.PixelsPerLatent, width * model.Latents.PixelsPerLatent])).Std();
        }

        Within(0.9, 1.25, TrainingMemory.WithSlack(model.EncodingBytes(height, width)), runtime.PeakBytes - standing);

        // it comes before the step, and only where latents are not cached
        var set = TinyTraining.Set(1, 1, (height, width));
        var (cached, drawn) = (TrainingMemory.Of(model, set, Quick), TrainingMemory.Of(model, set, Quick.With("CacheLatents=false")));
        Assert.Equal(model.WeightBytes(ModelPart.Vae), drawn.Weights - cached.Weights);
        Assert.Equal(Math.Max(cached.Activations, TrainingMemory.WithSlack(model.EncodingBytes(height, width))), drawn.Activations);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public void UNetOfHalfTheRealWidth_TakesWhatIsEstimated(bool checkpointing, int batch)
    {
        TakesWhatIsEstimated(Sd15 with { BlockOutChannels = [.. Sd15.BlockOutChannels.Select(channels => channels / 2)] }, checkpointing, batch);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void UNetOfTenBlocksInOneTransformer_TakesWhatIsEstimated(bool checkpointing) =>
        TakesWhatIsEstimated(Xl with { BlockOutChannels = [64, 128, 256], Heads = [1, 2, 4], CrossAttentionDim = 128 }, checkpointing, 1);

    private void TakesWhatIsEstimated(UNetConfig config, bool checkpointing, int batch)
    {
        const int Side = 32, Tokens = 77;
        using var runtime = new EmbeddedRuntime();
        using var scope = runtime.NewScope();
        var unet = new UNet2DConditionModel(config) { GradientCheckpointing = checkpointing };
        foreach (var parameter in unet.Parameters)
        {
            parameter.Value = runtime.Full(parameter.Shape, 0.001, parameter.KeepsStoredType ? DType.BFloat16 : DType.Float32);
        }

        using var network = new AdapterNetwork(runtime, [Part(unet)], Quick);
        network.Apply();
        var standing = runtime.LiveBytes;
        using (runtime.NewScope())
        {
            var noise = runtime.Ones([batch, 4, Side, Side]);
            unet.Forward(noise, [500], runtime.Ones([batch, Tokens, config.CrossAttentionDim])).Mean().Backward();
        }

        Within(0.9, 1.25, TrainingMemory.WithSlack(UNetMemory.Bytes(config, Step(runtime.Memory, Side, checkpointing, batch))), runtime.PeakBytes - standing);
    }

    [Theory]
    [InlineData("SD 1.5 at 512", true, 512, 2.0, 3.5)]
    [InlineData("SD 1.5 at 512", false, 512, 4.0, 7.0)]
    [InlineData("SDXL at 1024", true, 1024, 7.0, 10.0)]
    public void RealModels_OnACardInBf16_BatchOfOneWithoutTextEncoder(string name, bool checkpointing, int pixels, double least, double most)
    {
        var config = name.StartsWith("SDXL", StringComparison.Ordinal) ? Xl : Sd15;
        var unet = new UNet2DConditionModel(config);
        // SDXL's added embeddings: two layers from 2816 to 1280 and on
        var added = config == Xl ? (2816 + 1280) * 1280L * 2 : 0;
        var memory = new TrainingMemory(
            unet.Parameters.Sum(parameter => parameter.Count * (parameter.KeepsStoredType ? 2 : 4)) + added,
            TrainingMemory.AdapterBytes([Part(unet)], Quick.With("NetworkDim=16"), static bytes => bytes),
            TrainingMemory.WithSlack(UNetMemory.Bytes(config, Step(Card, pixels / 8, checkpointing) with { Rank = 16 })),
            Card.OwnBytes);
        output.WriteLine($"{name}, checkpointing {checkpointing}: {memory.Total / 1e9:0.00} GB, {memory}");
        Assert.InRange(memory.Total / 1e9, least, most);
    }

    [Fact]
    public void HalfProducts_TakeLess()
    {
        var half = UNetMemory.Bytes(Sd15, Step(Card, 64, false));
        Assert.InRange(half, 1, UNetMemory.Bytes(Sd15, Step(Card with { Products = DType.Float32 }, 64, false)) - 1);
    }

    private static TrainedPart Part(UNet2DConditionModel unet) => new("unet", 1e-4, LatentDiffusionTargets.OfUnet(unet).Targets());

    private static StepShape Step(RuntimeMemory runtime, int side, bool checkpointing, int batch = 1) => new()
    {
        Runtime = runtime,
        Trained = [ModelPart.Unet],
        Rank = 8,
        Batch = batch,
        Height = side,
        Width = side,
        ContextTokens = 77,
        GradientCheckpointing = checkpointing,
    };

    private void Within(double least, double most, long estimate, long measured)
    {
        output.WriteLine($"estimated {estimate}, measured {measured}: {(double)estimate / measured:0.00}");
        Assert.InRange((double)estimate / measured, least, most);
    }
}
