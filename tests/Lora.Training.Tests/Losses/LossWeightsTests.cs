using Lora.Diffusion.Schedules;

namespace Lora.Training.Tests;

public class LossWeightsTests
{
    private static readonly float[] Alphas = new NoiseSchedule(ScheduleConfig.StableDiffusion).AlphasCumprod;

    [Fact]
    public void StableDiffusionsSchedule_HasTheKnownRatios()
    {
        var weights = Weights();
        Assert.Equal(1175.47, weights.Snr(0), 0.3);
        Assert.Equal(0.00468, weights.Snr(999), 0.00001);
        Assert.True(weights.Snr(146) >= 5 && weights.Snr(147) < 5);
    }

    [Fact]
    public void MinSnr_CapsTheRatio()
    {
        var weights = Weights(gamma: 5);
        Assert.Equal(5 / weights.Snr(20), weights.At(20), 1e-6);
        Assert.Equal(1, weights.At(500));
        Assert.Equal(5 / (weights.Snr(20) + 1), Weights(PredictionType.VPrediction, 5).At(20), 1e-6);
    }

    [Fact]
    public void Debiased_DividesByTheRootOfTheRatio()
    {
        var weights = Weights(debiased: true);
        Assert.Equal(1 / Math.Sqrt(weights.Snr(700)), weights.At(700), 1e-4);
        Assert.Equal(1 / Math.Sqrt(1000), weights.At(0), 1e-6);
        Assert.Equal(1 / (weights.Snr(700) + 1), Weights(PredictionType.VPrediction, debiased: true).At(700), 1e-6);
    }

    [Fact]
    public void VPrediction_IsWeighedLikeNoisePrediction()
    {
        var weights = new LossWeights(Alphas, PredictionType.VPrediction, Settings.Of("ScaleVPredLossLikeNoisePred=true"));
        Assert.Equal(weights.Snr(700) / (weights.Snr(700) + 1), weights.At(700), 1e-6);
        Assert.Equal(1000f / 1001, weights.At(0), 1e-6);
    }

    [Fact]
    public void VPredLikeLoss_AddsAShareOfTheLoss()
    {
        var weights = new LossWeights(Alphas, PredictionType.Epsilon, Settings.Of("VPredLikeLoss=0.5"));
        Assert.Equal(1 + (0.5 * (weights.Snr(700) + 1) / weights.Snr(700)), weights.At(700), 1e-4);
    }

    [Fact]
    public void SampleWeight_IsAFactor() => Assert.Equal(0.25f * Weights(gamma: 5).At(10), Weights(gamma: 5).At(10, 0.25f), 1e-7);

    [Fact]
    public void NoOption_WeighsNothing() => Assert.Equal(1, Weights(gamma: 0).At(3));

    [Fact]
    public void Targets_AreNoiseOrVelocity()
    {
        float[] latent = [1, -2], noise = [0.5f, 3], noisy = new float[2], target = new float[2];
        var a = Alphas[300];
        new DiffusionObjective(Alphas, PredictionType.Epsilon).AddNoise(latent, noise, 300, noisy);
        Assert.Equal((Math.Sqrt(a) * -2) + (Math.Sqrt(1 - a) * 3), noisy[1], 1e-6);
        new DiffusionObjective(Alphas, PredictionType.Epsilon).Target(latent, noise, 300, target);
        Assert.Equal(noise, target);
        new DiffusionObjective(Alphas, PredictionType.VPrediction).Target(latent, noise, 300, target);
        Assert.Equal((Math.Sqrt(a) * 3) - (Math.Sqrt(1 - a) * -2), target[1], 1e-6);
    }

    private static LossWeights Weights(PredictionType prediction = PredictionType.Epsilon, double gamma = 0, bool debiased = false) =>
        new(Alphas, prediction, Settings.Of(FormattableString.Invariant($"MinSnrGamma={gamma}; DebiasedEstimationLoss={debiased}")));
}
