using Lora.Diffusion;
using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>The golden set's smallest model on a runtime of its own.</summary>
internal sealed class TinyModel : IDisposable
{
    public TinyModel() => Model = Open(Runtime);

    public EmbeddedRuntime Runtime { get; } = new();

    public StableDiffusion1Model Model { get; }

    /// <summary>Every layer that can have an adapter; their weights are read.</summary>
    public IEnumerable<AdapterTarget> Targets
    {
        get
        {
            Model.Load(ModelPart.TextEncoder, ModelPart.Unet);
            return Model.AdapterGroups.SelectMany(group => group.Targets(AdapterReach.Everything));
        }
    }

    public static StableDiffusion1Model Open(TensorRuntime runtime) =>
        (StableDiffusion1Model)FamilyCatalog.Open(FamilyCatalog.SourceAt(GoldenFolder.Find("models", "sd15-tiny")), runtime, DType.Float32);

    /// <summary>Samples whose latents are smooth and of one kind, so that there is something to learn.</summary>
    public static TrainingSet Set(int count = 3, int repeats = 1, params (int Height, int Width)[] sizes)
    {
        sizes = sizes.Length == 0 ? [(8, 8)] : sizes;
        return new TrainingSet([.. Enumerable.Range(0, count).Select(i =>
        {
            var (height, width) = sizes[i % sizes.Length];
            var mean = Enumerable.Range(0, 4 * height * width).Select(k => 4 + MathF.Sin((0.1f * k) + i)).ToArray();
            return new TrainingSample
            {
                Name = $"{i}.png", Caption = $"zorblax, tag{i}, blue, tall",
                Height = height, Width = width, Mean = mean, Std = [.. mean.Select(_ => 0.05f)], Repeats = repeats,
            };
        })]);
    }

    /// <summary>Trains and returns the final file's bytes.</summary>
    public static byte[] Train(TrainingSet set, OptionValues values, RecordedEvents? events = null, CancellationToken cancel = default)
    {
        using var model = new TinyModel();
        events ??= new RecordedEvents();
        Run(model.Model, set, values, events, cancel);
        return events.Files[^1];
    }

    /// <summary>Trains from the first step to the last.</summary>
    public static void Run(IDiffusionModel model, TrainingSet set, OptionValues values, RecordedEvents events, CancellationToken cancel = default)
    {
        var trainer = new Trainer(model, set, values);
        using var state = trainer.Begin();
        trainer.Run(state, events, cancel);
    }

    /// <summary>All values of a file's tensors, in its order.</summary>
    public static float[] Weights(byte[] file)
    {
        var header = 8 + (int)BitConverter.ToInt64(file);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(file.AsSpan(header)).ToArray();
    }

    public void Dispose()
    {
        Model.Dispose();
        Runtime.Dispose();
    }
}
