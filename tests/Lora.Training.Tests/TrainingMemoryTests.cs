using Lora.Testing;
using Lora.Tensors;
using Lora.Tensors.Embedded;

namespace Lora.Training.Tests;

public class TrainingMemoryTests(ITestOutputHelper output)
{
    private const string Quick = "MaxTrainSteps=1; NetworkDim=8; LearningRate=1e-4";

    [Theory]
    [InlineData(16, 1, false, "")]
    [InlineData(16, 4, false, "")]
    [InlineData(16, 1, true, "")]
    [InlineData(16, 4, true, "")]
    [InlineData(64, 1, false, "")]
    [InlineData(64, 1, true, "")]
    [InlineData(32, 4, false, "NetworkTrainUnetOnly=true")]
    [InlineData(32, 4, true, "NetworkTrainUnetOnly=true")]
    [InlineData(32, 4, false, "NetworkTrainTextEncoderOnly=true")]
    [InlineData(32, 4, false, "NetworkArgs=conv_dim=4")]
    [InlineData(32, 4, true, "NetworkDim=64")]
    [InlineData(32, 4, false, "NetworkDim=64")]
    public void Estimate_IsNearWhatAStepTook(int side, int batch, bool checkpointing, string more)
    {
        using var runtime = new EmbeddedRuntime();
        using var model = TinyModel.Open(GoldenFolder.Find("models", "sd15-tiny"), runtime, DType.Float32);
        var values = Settings.Of($"{Quick}; TrainBatchSize={batch}; GradientCheckpointing={checkpointing}".ToLowerInvariant().Replace("maxtrainsteps", "MaxTrainSteps"));
        values = Settings.Of($"{Quick}; TrainBatchSize={batch}; GradientCheckpointing={(checkpointing ? "true" : "false")}; {more}");
        var set = TinyTraining.Set(batch, 1, (side, side));
        var estimate = TrainingMemory.Of(model, set, values);
        var trainer = new Trainer(model, set, values);
        using var state = trainer.Begin();
        var before = runtime.LiveBytes;
        trainer.Run(state, new RecordedEvents());
        var peak = runtime.PeakBytes - before;
        output.WriteLine($"{side} {batch} {checkpointing} {more}: weights+adapters {estimate.Weights + estimate.Adapters} of {before}; activations {estimate.Activations} of {peak}: {(double)estimate.Activations / peak:0.00}");
        Assert.InRange((double)(estimate.Weights + estimate.Adapters) / before, 0.9, 1.1);
        Assert.InRange((double)estimate.Activations / peak, 0.7, 1.4);
    }
}
