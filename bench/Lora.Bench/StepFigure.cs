using System.Diagnostics;
using System.Globalization;
using Lora.Diffusion;
using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Bench;

/// <summary>
/// One forward of a model's U-Net, and one LoRA training step as <see cref="Trainer"/> takes it: batch from cached latents, text encoders and U-Net forward and
/// backward, clipping, AdamW. Model, LoRA and optimizer stand before the clock starts; the model's weights are kept as the engine keeps them.
/// </summary>
public static class StepFigure
{
    private const string Caption = "a photo of a red zorblax on a table";

    public static void Run(BenchOptions options)
    {
        PeakMemory.Watch();
        using var runtime = BenchRuntime.Open(options);
        using var scope = runtime.NewScope();
        using var model = BenchModel.Open(options, runtime);
        var texts = model.Family.Parts.Where(ModelPart.OfText.Contains).ToArray();
        model.Load([ModelPart.Unet, .. texts]);
        var random = new Generator(1);
        var conditioning = Conditioning(options, model, texts);
        var set = new TrainingSet([.. Enumerable.Range(0, options.Batch).Select(i => Sample(i, options, random))]);
        var isFirst = true;
        foreach (var training in options.Trainings)
        {
            Run(options, model, set, conditioning, training, isFirst);
            isFirst = false;
        }
    }

    private static void Run(
        BenchOptions options, LatentDiffusionModel model, TrainingSet set, Func<Conditioning> conditioning, BenchTraining training, bool isFirst)
    {
        using var scope = model.Runtime.NewScope();
        var values = training.Values(
            options, ("LearningRate", "1e-4"), ("LrScheduler", "constant"), ("MinSnrGamma", "5"), ("TrainBatchSize", $"{options.Batch}"),
            ("GradientCheckpointing", options.Checkpointing ? "true" : "false"), ("NetworkTrainUnetOnly", options.Cached ? "true" : "false"));
        using var state = new TrainingState(model, values);
        var step = new TrainStep(model, state, new LrSchedule(values, int.MaxValue).Rate, values);
        var maker = new BatchMaker(model, set, values, state.Noise);
        var batch = Enumerable.Range(0, options.Batch).ToArray();
        var size = $"batch {options.Batch} latent {options.Latent}";
        if (isFirst)
        {
            Figure.Print(options, $"forward {size}", options.Seconds / 3, Forward);
            if (options.Parts)
            {
                ModuleClock.Print($"forward {size}", model.UNet, Forward);
            }
        }

        var parts = new Dictionary<string, double> { ["texts"] = 0, ["unet_and_back"] = 0, ["update"] = 0 };
        var steps = 0;
        model.GradientCheckpointing = options.Checkpointing;
        state.Network.Apply();
        Figure.Print(options, $"step {size} dim {options.Dim}{training.Suffix}", options.Seconds, () =>
        {
            var begin = Stopwatch.GetTimestamp();
            step.Accumulate(() => maker.Next(batch), () =>
            {
                begin = Stopwatch.GetTimestamp();
                var encoded = conditioning();
                Lap("texts", ref begin);
                return encoded;
            });
            Lap("unet_and_back", ref begin);
            step.Update();
            Lap("update", ref begin);
            steps++;
        });
        Console.WriteLine($"{{\"name\": \"step, seconds by part\", {string.Join(", ", parts.Select(part =>
            string.Create(CultureInfo.InvariantCulture, $"\"{part.Key}\": {part.Value / Math.Max(1, steps):0.000}")))}}}");
        PrintEstimate(model, set, values);

        void Forward()
        {
            using var plain = model.Runtime.NoGrad();
            using var run = model.Runtime.NewScope();
            var (noisy, timesteps, _, _) = maker.Next(batch);
            model.Predict(noisy, timesteps, conditioning());
        }

        void Lap(string part, ref long begin)
        {
            parts[part] += Stopwatch.GetElapsedTime(begin).TotalSeconds;
            begin = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>What conditions a batch: encoded at each step, or once.</summary>
    private static Func<Conditioning> Conditioning(BenchOptions options, LatentDiffusionModel model, ModelPart[] texts)
    {
        var captions = Enumerable.Repeat(Caption, options.Batch).ToArray();
        var pixels = options.Latent * model.Latents.PixelsPerLatent;
        var size = new PictureSize(pixels, pixels, 0, 0, pixels, pixels);
        if (!options.Cached)
        {
            return () => model.WithSizes(model.Text.EncodeCaptions(captions), size);
        }

        IReadOnlyList<NamedArray> cached;
        using (model.Runtime.NoGrad())
        using (model.Runtime.NewScope())
        {
            cached = model.Text.EncodeCaptions(captions).ToArrays();
        }

        foreach (var part in texts)
        {
            model.Release(part);
        }

        return () => model.WithSizes(Diffusion.Conditioning.FromArrays(model.Runtime, cached), size);
    }

    private static void PrintEstimate(IDiffusionModel model, TrainingSet set, OptionValues training)
    {
        var memory = TrainingMemory.Of(model, set, training);
        static long In(long bytes) => bytes >> 20;
        if (model.Runtime is EmbeddedRuntime embedded)
        {
            Console.WriteLine($"{{\"name\": \"tensors\", \"own_mib\": {In(embedded.PeakBytes)}, \"mapped_mib\": {In(embedded.MappedBytes)}}}");
        }

        Console.WriteLine($"{{\"name\": \"estimate\", \"total_mib\": {In(memory.Total)}, \"weights_mib\": {In(memory.Weights)}, "
            + $"\"lora_mib\": {In(memory.Adapters)}, \"activations_mib\": {In(memory.Activations)}, \"engine_mib\": {In(memory.Engine)}}}");
    }

    private static TrainingSample Sample(int index, BenchOptions options, Generator random)
    {
        var side = options.Latent;
        var (mean, std) = (new float[4 * side * side], new float[4 * side * side]);
        random.Normal(mean);
        Array.Fill(std, 0.1f);
        return new TrainingSample
        {
            Name = $"{index}",
            Caption = Caption,
            Height = side,
            Width = side,
            Mean = mean,
            Std = std,
            Conditioning = options.Cached ? [] : null,
        };
    }
}
