using Lora.Diffusion;
using Lora.Tensors;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Bench;

/// <summary>
/// One LoRA training step as <see cref="Trainer"/> takes it: batch from cached latents, U-Net and text encoder forward and backward, clipping, AdamW. Model,
/// LoRA and optimizer stand before the clock starts.
/// </summary>
public static class StepFigure
{
    private const int Tokens = 77;

    public static void Run(BenchOptions options)
    {
        using var runtime = BenchRuntime.Open(options);
        using var scope = runtime.NewScope();
        var folder = options.Model ?? Checkout.Find("examples", "zorblax", "model");
        using var model = (LatentDiffusionModel)FamilyCatalog.Open(FamilyCatalog.SourceAt(new(folder)), runtime, new() { Storage = DType.Float32 });
        model.Load(ModelPart.TextEncoder, ModelPart.Unet);
        var random = new Generator(1);
        var ids = new long[options.Batch * Tokens];
        random.RandInt(ids, 0, model.TextEncoder.Config.VocabSize);
        var training = OptionValues.Resolve(Options.All, new Dictionary<string, string>
        {
            ["NetworkDim"] = $"{options.Dim}",
            ["LearningRate"] = "1e-4",
            ["LrScheduler"] = "constant",
            ["MinSnrGamma"] = "5",
            ["TrainBatchSize"] = $"{options.Batch}",
        });
        var samples = Enumerable.Range(0, options.Batch).Select(i => Sample(i, options.Latent, random)).ToArray();
        var set = new TrainingSet(samples);
        using var state = new TrainingState(model, training);
        var step = new TrainStep(model, state, new LrSchedule(training, int.MaxValue), training);
        var maker = new BatchMaker(model, set, training, state.Noise);
        var batch = Enumerable.Range(0, options.Batch).ToArray();
        state.Network.Apply();
        Figure.Print(options, $"step batch {options.Batch} latent {options.Latent} dim {options.Dim}", options.Seconds, () =>
        {
            step.Accumulate(() => maker.Next(batch), () => new Conditioning(model.TextEncoder.Condition(runtime, ids, options.Batch)));
            step.Update();
        });
    }

    private static TrainingSample Sample(int index, int side, Generator random)
    {
        var (mean, std) = (new float[4 * side * side], new float[4 * side * side]);
        random.Normal(mean);
        Array.Fill(std, 0.1f);
        return new TrainingSample { Name = $"{index}", Caption = "", Height = side, Width = side, Mean = mean, Std = std };
    }
}
