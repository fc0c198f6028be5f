using Lora.Diffusion.Schedules;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

[Trait("Golden", "loss")]
public class LossFunctionTests
{
    private static readonly float[] Alphas = new NoiseSchedule(ScheduleConfig.StableDiffusion).AlphasCumprod;

    [Fact]
    public void EveryRow_HasItsFormula()
    {
        Assert.Equal(LossTypes.All.ToHashSet(), LossCatalog.All.Keys.ToHashSet());
        Assert.Equal(HuberSchedules.All.ToHashSet(), HuberThresholds.All.Keys.ToHashSet());
    }

    [Fact]
    public void Mask_LeavesOutAndIsNotMadeUpFor()
    {
        using var runtime = TestRuntime.New();
        var predicted = runtime.FromFloats([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
        predicted.RequiresGrad = true;
        var mask = runtime.FromFloats([1, 0, 0.5f, 0], [1, 1, 2, 2]);
        var loss = new LossFunction(Alphas, Settings.Of()).Of(predicted, runtime.Zeros([1, 2, 2, 2]), [10], runtime.Ones([1]), mask);
        Assert.Equal((1 + 4.5 + 25 + 24.5) / 8, loss.Item(), 1e-5);
        loss.Backward();
        Assert.Equal([0.25f, 0, 0.375f, 0, 1.25f, 0, 0.875f, 0], predicted.Grad!.ToFloats());
    }

    [Fact]
    public void MaskOfOnes_ChangesNothing()
    {
        using var runtime = TestRuntime.New();
        var (predicted, target) = (runtime.FromFloats([1, 2.5f], [1, 1, 1, 2]), runtime.FromFloats([0.1f, 7], [1, 1, 1, 2]));
        var loss = new LossFunction(Alphas, Settings.Of("LossType=huber"));
        Assert.Equal(
            loss.Of(predicted, target, [700], runtime.Ones([1])).Item(),
            loss.Of(predicted, target, [700], runtime.Ones([1]), runtime.Ones([1, 1, 1, 2])).Item());
    }

    [Fact]
    public void ThresholdOfNoise_IsFiniteWhereNothingOfThePictureIsLeft()
    {
        var alphas = new NoiseSchedule(ScheduleConfig.StableDiffusion with { RescaleBetasZeroSnr = true }).AlphasCumprod;
        Assert.Equal(0.1, new HuberThresholds(alphas, Settings.Of("LossType=huber")).At(999), 1e-3);
    }
}
