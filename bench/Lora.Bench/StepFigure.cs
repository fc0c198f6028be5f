using Lora.Diffusion;
using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Training;

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
        using var runtime = new EmbeddedRuntime();
        using var scope = runtime.NewScope();
        using var model = new StableDiffusion(new DiffusersFolder(options.Model ?? Quickstart()), runtime, DType.Float32);
        var random = new Generator(1);
        var ids = new long[options.Batch * Tokens];
        random.RandInt(ids, 0, model.TextEncoder.Config.VocabSize);
        var trainee = new StableDiffusionTrainee(model, _ => model.TextEncoder.Condition(runtime, ids, options.Batch));
        var training = new TrainingOptions
        {
            NetworkDim = options.Dim,
            NetworkAlpha = options.Dim / 2.0,
            LearningRate = 1e-4,
            MinSnrGamma = 5,
            MaxGradNorm = 1,
            TrainBatchSize = options.Batch,
        };
        var samples = Enumerable.Range(0, options.Batch).Select(i => Sample(i, options.Latent, random)).ToArray();
        var set = new TrainingSet(samples);
        using var network = new LoraNetwork(runtime, trainee.TextEncoderTargets, trainee.UnetTargets, training.NetworkDim, training.NetworkAlpha, 1);
        using var optimizer = OptimizerCatalog.Create("AdamW");
        var step = new TrainStep(trainee, network, optimizer, new LrSchedule("constant", int.MaxValue), training);
        var maker = new BatchMaker(trainee, set, training);
        var captions = new CaptionConditioning(trainee, set, training);
        var batch = Enumerable.Range(0, options.Batch).ToArray();
        network.Apply();
        Figure.Print(options, $"step batch {options.Batch} latent {options.Latent} dim {options.Dim}", options.Seconds, () =>
        {
            step.Accumulate(() => maker.Next(batch), () => captions.Next(batch));
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

    private static string Quickstart()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var model = Path.Combine(folder.FullName, "examples", "zorblax", "model");
            if (Directory.Exists(model))
            {
                return model;
            }
        }

        throw new DirectoryNotFoundException("examples/zorblax/model is not above this program; give --model FOLDER");
    }
}
