using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>The quickstart's model trained with weights of 16 bits, on both runtimes: its loss curve stays beside that of fp32.</summary>
public sealed class MixedPrecisionTests
{
    /// <summary>A loss of bf16, whose mantissa has 8 bits, differs by this much at most; fp16's has 11.</summary>
    private const double OfBf16 = 0.02, OfFp16 = 0.004;

    [Theory]
    [InlineData("embedded", "bf16", OfBf16)]
    [InlineData("embedded", "fp16", OfFp16)]
    [InlineData("torch", "bf16", OfBf16)]
    [InlineData("torch", "fp16", OfFp16)]
    public void LossCurve_StaysBesideThatOfFp32(string runtime, string precision, double distance)
    {
        var exact = Losses(runtime, "no", DType.Float32);
        var half = Losses(runtime, precision, precision == "bf16" ? DType.BFloat16 : DType.Float16);
        // the model is stored in fp16, and the embedded runtime computes in fp32 from what is stored
        Assert.Equal(runtime == "embedded" && precision == "fp16", exact.SequenceEqual(half));
        Assert.All(exact.Zip(half), pair => Assert.InRange(Math.Abs(pair.Second - pair.First) / pair.First, 0, distance));
    }

    private static double[] Losses(string name, string precision, DType storage)
    {
        using var runtime = name == "torch" ? TestRuntime.Torch(storage) : new EmbeddedRuntime();
        using var model = TinyModel.Open(Repository.ZorblaxModel, runtime, storage);
        model.Load([.. model.Family.Parts]);
        var events = new RecordedEvents();
        TinyTraining.Run(model, TinyTraining.Set(4, 1, (8, 8)),
            Settings.Of($"NetworkDim=4; MaxTrainSteps=12; LearningRate=2e-3; TrainBatchSize=2; MixedPrecision={precision}"), events);
        return [.. events.Steps.Select(step => step.Loss)];
    }
}
