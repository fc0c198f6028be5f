using Lora.Diffusion;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>A training so small that a test can afford many.</summary>
internal static class TinyTraining
{
    /// <summary>Every layer of a model that can have an adapter.</summary>
    internal static IEnumerable<AdapterTarget> Targets(IDiffusionModel model) =>
        model.AdapterGroups.SelectMany(group => group.Everything);

    /// <summary>Samples whose latents are smooth and of one kind, so that there is something to learn.</summary>
    internal static TrainingSet Set(int count = 3, int repeats = 1, params (int Height, int Width)[] sizes)
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
    internal static byte[] Train(TrainingSet set, OptionValues values, RecordedEvents? events = null, CancellationToken cancel = default)
    {
        using var model = new TinyModel();
        events ??= new RecordedEvents();
        Run(model.Model, set, values, events, cancel);
        return events.Files[^1];
    }

    /// <summary>Trains from the first step to the last.</summary>
    internal static void Run(IDiffusionModel model, TrainingSet set, OptionValues values, RecordedEvents events, CancellationToken cancel = default)
    {
        var trainer = new Trainer(model, set, values);
        using var state = trainer.Begin();
        trainer.Run(state, events, cancel);
    }

    /// <summary>All values of a file's tensors, in its order.</summary>
    internal static float[] Weights(byte[] file)
    {
        var header = 8 + (int)BitConverter.ToInt64(file);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(file.AsSpan(header)).ToArray();
    }
}
