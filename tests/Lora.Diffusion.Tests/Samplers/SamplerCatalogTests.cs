using Lora.Diffusion.Samplers;
using Lora.Diffusion.Schedules;
using Lora.Testing;
using Lora.Tensors;
using Lora.Vocabulary;
using Rows = Lora.Vocabulary.Samplers;

namespace Lora.Diffusion.Tests.Samplers;

public sealed class SamplerCatalogTests
{
    // under these names A1111's web UI draws; nobody else's picture may carry one
    private static readonly string[] NamesOfA1111 =
    [
        "DDIM", "Euler", "Euler a", "Heun", "LMS", "DPM2", "DPM2 a", "DPM++ 2S a", "DPM++ SDE", "DPM++ 2M", "DPM++ 2M SDE", "DPM++ 2M SDE Heun", "DPM++ 3M SDE",
        "DPM fast", "DPM adaptive",
    ];

    private static readonly string[] LevelsSkipped = ["dpm_2", "dpm_2_a", "dpmpp_3m_sde"];

    [Fact]
    public void RowsAndImplementations_AreOneToOne() => Assert.Equal(Rows.All.Select(row => row.Method).ToHashSet(), SamplerCatalog.Methods.ToHashSet());

    [Fact]
    public void Spacing_HasARowOfItsOwn()
    {
        var row = SamplerCatalog.Find("heun_karras_diffusers")!;
        Assert.Equal(("Heun Karras (diffusers)", SigmaSpacing.Karras, "heun_diffusers"), (row.DisplayName, row.Spacing, row.Method));
        row = SamplerCatalog.Find("dpmpp_2m_sde_exponential")!;
        Assert.Equal(("DPM++ 2M SDE Exponential", SigmaSpacing.Exponential, "dpmpp_2m_sde"), (row.DisplayName, row.Spacing, row.Method));
    }

    [Fact]
    public void NamesAndAliases_AreUnique_WhateverTheCase()
    {
        var names = Rows.All.SelectMany(row => row.Aliases.Prepend(row.Name)).ToArray();
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, name => Assert.NotNull(SamplerCatalog.Find(name.ToUpperInvariant())));
        Assert.Null(SamplerCatalog.Find("none"));
    }

    [Theory]
    [InlineData("dpmsolver++", "dpmpp_2m_diffusers")]
    [InlineData("pndm", "pndm_diffusers")]
    [InlineData("k_euler", "euler")]
    [InlineData("k_euler_a", "euler_a")]
    [InlineData("ddim", "ddim")]
    [InlineData("lms", "lms")]
    [InlineData("k_lms", "lms")]
    [InlineData("euler", "euler")]
    [InlineData("euler_a", "euler_a")]
    [InlineData("heun", "heun")]
    [InlineData("dpm_2", "dpm_2")]
    [InlineData("k_dpm_2", "dpm_2")]
    [InlineData("dpm_2_a", "dpm_2_a")]
    [InlineData("k_dpm_2_a", "dpm_2_a")]
    [InlineData("dpmsolver", "dpm_2m_diffusers")]
    [InlineData("dpmsingle", "dpmpp_2s_diffusers")]
    public void KohyasAlias_MeansWhatKohyaDraws(string alias, string name) => Assert.Equal(name, SamplerCatalog.Find(alias)!.Name);

    /// <summary>k-diffusion starts at the highest noise level of the table, whatever spacing the model's config asks of diffusers.</summary>
    [Fact]
    public void Picture_CarriesA1111sName_OnlyWhereKDiffusionsLevelsAreDrawn()
    {
        var schedule = new NoiseSchedule(ScheduleConfig.StableDiffusion);
        foreach (var row in Rows.All)
        {
            var ofDiffusers = row.Name.EndsWith("_diffusers", StringComparison.Ordinal);
            var method = row.Spacing == SigmaSpacing.Timesteps ? row.DisplayName : row.DisplayName.Replace(" " + row.Spacing, "", StringComparison.Ordinal);
            Assert.Equal(!ofDiffusers, NamesOfA1111.Contains(method));
            Assert.Equal(ofDiffusers, row.DisplayName.EndsWith(" (diffusers)", StringComparison.Ordinal));
            if (!ofDiffusers && row != Rows.Ddim)
            {
                var sampler = Assert.IsAssignableFrom<SigmaSampler>(SamplerCatalog.Create(row, schedule, 20));
                Assert.Equal(14.614646, sampler.InitNoiseSigma, 1e-5);
                Assert.Equal(sampler.InitNoiseSigma, sampler.Sigmas[0], 1e-9);
                // as in A1111, the lowest level is left out before 0 by some
                var skips = Math.Abs(sampler.Sigmas[^2] - 0.029168) > 1e-5 && sampler is not (DpmFast or DpmAdaptive);
                Assert.Equal(LevelsSkipped.Contains(row.Method), skips);
            }
        }
    }

    [Fact]
    public void Row_SaysHowOftenTheModelIsAsked()
    {
        var schedule = new NoiseSchedule(ScheduleConfig.StableDiffusion);
        foreach (var row in Rows.All.Where(row => !row.ChoosesSteps))
        {
            Assert.InRange(SamplerCatalog.Create(row, schedule, 20).Timesteps.Count - row.Calls(20), 0, 1);
        }
    }

    [Theory]
    [InlineData("dpmpp_2m", "dpmpp_2m_diffusers")]
    [InlineData("dpmpp_2m_karras", "dpmpp_2m_karras_diffusers")]
    [InlineData("euler", "euler_diffusers")]
    public void Peers_DrawDifferently(string kDiffusion, string diffusers)
    {
        using var runtime = TestRuntime.New();
        Assert.NotEqual(Draw(runtime, kDiffusion), Draw(runtime, diffusers));
    }

    /// <summary>
    /// Where all pictures are one point, the best prediction is known, and a sampler that is told it ends near that point from any noise, with any number
    /// of steps, odd or even, whatever the model predicts.
    /// </summary>
    [Fact]
    public void EverySampler_EndsAtTheOnlyPicture()
    {
        using var runtime = TestRuntime.New();
        foreach (var prediction in new[] { PredictionType.Epsilon, PredictionType.VPrediction })
        {
            var schedule = new NoiseSchedule(ScheduleConfig.StableDiffusion with { PredictionType = prediction });
            foreach (var row in Rows.All)
            {
                foreach (var steps in new[] { 4, 7, 16, 18 })
                {
                    var end = Draw(runtime, row.Name, schedule, steps, (x, t) => Only(x, t, schedule));
                    Assert.All(end, value => Assert.True(Math.Abs(value - Picture) < 0.3, $"{row} in {steps} steps, {prediction}: {value}"));
                }
            }
        }
    }

    private const double Picture = 0.6;

    // x = sqrt(a) picture + sqrt(1 - a) noise, solved for what the model is asked for; timesteps between two of the table lie between in log sigma
    private static Tensor Only(Tensor x, double timestep, NoiseSchedule schedule)
    {
        var sigma = new SigmaTable(schedule).FromTimestep(timestep);
        double alpha = 1 / Math.Sqrt(sigma * sigma + 1), deviation = sigma * alpha;
        var noise = x.Affine(1 / deviation, -alpha / deviation * Picture);
        return schedule.Config.PredictionType == PredictionType.Epsilon ? noise : noise.Affine(alpha, -deviation * Picture);
    }

    private static float[] Draw(TensorRuntime runtime, string name) =>
        Draw(runtime, name, new NoiseSchedule(ScheduleConfig.StableDiffusion), 5, (x, _) => x.Affine(0.3, 0.1));

    private static float[] Draw(TensorRuntime runtime, string name, NoiseSchedule schedule, int steps, Func<Tensor, double, Tensor> model)
    {
        var sampler = SamplerCatalog.Create(SamplerCatalog.Find(name)!, schedule, steps);
        var noise = new SeededNoise(runtime, [1]);
        var x = noise.Draw([1, 4, 2, 2]) * sampler.InitNoiseSigma;
        for (var step = 0; step < sampler.Timesteps.Count; step++)
        {
            x = sampler.Step(model(sampler.ScaleModelInput(x, step), sampler.Timesteps[step]), step, x, noise.Draw);
        }

        return x.ToFloats();
    }
}
