using Lora.Diffusion;
using Lora.Testing;
using Lora.Tensors;
using Lora.Tensors.Embedded;

namespace Lora.Training.Tests;

/// <summary>The golden set's smallest model on a runtime of its own. Captions become ids by their characters: these tests need no vocabulary.</summary>
internal sealed class TinyModel : IDisposable
{
    private const int Tokens = 8;

    public TinyModel()
    {
        Model = new StableDiffusion(new DiffusersFolder(Path.Combine(GoldenFolder.Project, "models", "sd15-tiny")), Runtime, DType.Float32);
        Trainee = new StableDiffusionTrainee(Model, Encode);
    }

    public EmbeddedRuntime Runtime { get; } = new();

    public StableDiffusion Model { get; }

    public StableDiffusionTrainee Trainee { get; }

    public IEnumerable<LoraTarget> Targets => Trainee.TextEncoderTargets.Concat(Trainee.UnetTargets);

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
    public static byte[] Train(TrainingSet set, TrainingOptions options, RecordedEvents? events = null, CancellationToken cancel = default)
    {
        using var model = new TinyModel();
        events ??= new RecordedEvents();
        new Trainer(model.Trainee, set, options).Run(events, cancel);
        return events.Files[^1];
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

    private Tensor Encode(IReadOnlyList<string> captions)
    {
        var vocabulary = Model.TextEncoder.Config.VocabSize;
        var ids = captions.SelectMany(c => Enumerable.Range(0, Tokens).Select(i => i < c.Length ? c[^(i + 1)] % (long)vocabulary : vocabulary - 1)).ToArray();
        return Model.TextEncoder.Condition(Runtime, ids, captions.Count);
    }
}

/// <summary>Keeps everything a trainer tells.</summary>
internal sealed class RecordedEvents : ITrainingEvents
{
    public List<TrainingProgress> Steps { get; } = [];

    public List<(int Epoch, int Step, bool IsFinal)> Saves { get; } = [];

    public List<byte[]> Files { get; } = [];

    public Action<TrainingProgress>? AfterStep { get; init; }

    public void OnStep(TrainingProgress progress)
    {
        Steps.Add(progress);
        AfterStep?.Invoke(progress);
    }

    public void OnSave(int epoch, int step, bool isFinal, LoraNetwork network)
    {
        Saves.Add((epoch, step, isFinal));
        Files.Add(LoraWriter.ToBytes(network, new Dictionary<string, string> { ["ss_epoch"] = $"{epoch}" }, DType.Float32));
    }
}
