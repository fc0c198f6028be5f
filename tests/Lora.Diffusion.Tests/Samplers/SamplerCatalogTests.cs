using Lora.Diffusion.Samplers;
using Lora.Diffusion.Schedules;
using Lora.Testing;
using Lora.Tensors;
using Rows = Lora.Vocabulary.Samplers;

namespace Lora.Diffusion.Tests.Samplers;

public sealed class SamplerCatalogTests
{
    // under these names A1111's web UI draws; nobody else's picture may carry one
    private static readonly string[] NamesOfA1111 = ["DDIM", "Euler", "Euler a", "DPM++ 2M", "DPM++ 2M Karras"];

    [Fact]
    public void RowsAndImplementations_AreOneToOne() => Assert.Equal(Rows.All.ToHashSet(), SamplerCatalog.All.ToHashSet());

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
    public void KohyasAlias_MeansWhatKohyaDraws(string alias, string name) => Assert.Equal(name, SamplerCatalog.Find(alias)!.Name);

    /// <summary>k-diffusion starts at the highest noise level of the table, whatever spacing the model's config asks of diffusers.</summary>
    [Fact]
    public void Picture_CarriesA1111sName_OnlyWhereKDiffusionsLevelsAreDrawn()
    {
        var schedule = new NoiseSchedule(ScheduleConfig.StableDiffusion);
        foreach (var row in Rows.All)
        {
            var ofDiffusers = row.Name.EndsWith("_diffusers", StringComparison.Ordinal);
            Assert.Equal(!ofDiffusers, NamesOfA1111.Contains(row.DisplayName));
            Assert.Equal(ofDiffusers, row.DisplayName.EndsWith(" (diffusers)", StringComparison.Ordinal));
            if (!ofDiffusers && row != Rows.Ddim)
            {
                var sampler = Assert.IsAssignableFrom<SigmaSampler>(SamplerCatalog.Create(row, schedule, 20));
                Assert.Equal(14.614646, sampler.InitNoiseSigma, 1e-5);
                Assert.Equal(sampler.InitNoiseSigma, sampler.Sigmas[0]);
                Assert.Equal(0.029168, sampler.Sigmas[^2], 1e-5);
            }
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

    private static float[] Draw(TensorRuntime runtime, string name)
    {
        var sampler = SamplerCatalog.Create(SamplerCatalog.Find(name)!, new NoiseSchedule(ScheduleConfig.StableDiffusion), 5);
        var noise = new SeededNoise(runtime, [1]);
        var x = noise.Draw([1, 4, 2, 2]) * sampler.InitNoiseSigma;
        for (var step = 0; step < sampler.Timesteps.Count; step++)
        {
            x = sampler.Step(sampler.ScaleModelInput(x, step).Affine(0.3, 0.1), step, x, noise.Draw);
        }

        return x.ToFloats();
    }
}
