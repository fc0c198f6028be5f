using Lora.Diffusion.Schedules;
using Lora.Vocabulary;
using Rows = Lora.Vocabulary.Samplers;

namespace Lora.Diffusion.Samplers;

/// <summary>
/// The implementations behind the vocabulary's samplers. A name without an ending draws what A1111 and ComfyUI draw under it; <c>_diffusers</c> draws what
/// diffusers draws with the model's own scheduler config.
/// </summary>
public static class SamplerCatalog
{
    private delegate Sampler Factory(NoiseSchedule schedule, int steps);

    private static readonly Dictionary<SamplerVariant, Factory> Factories = new()
    {
        [Rows.Ddim] = (schedule, steps) => new Ddim(schedule, steps),
        [Rows.Euler] = (schedule, steps) => new Euler(PredictionOf(schedule), SigmaSteps.KDiffusion(schedule, steps, karras: false)),
        [Rows.EulerAncestral] = (schedule, steps) => new EulerAncestral(PredictionOf(schedule), SigmaSteps.KDiffusion(schedule, steps, karras: false)),
        [Rows.DpmPlusPlus2M] = (schedule, steps) => new KDiffusionDpmPlusPlus2M(PredictionOf(schedule), SigmaSteps.KDiffusion(schedule, steps, karras: false)),
        [Rows.DpmPlusPlus2MKarras] = (schedule, steps) =>
            new KDiffusionDpmPlusPlus2M(PredictionOf(schedule), SigmaSteps.KDiffusion(schedule, steps, karras: true)),
        [Rows.EulerDiffusers] = (schedule, steps) => new Euler(PredictionOf(schedule), SigmaSteps.Diffusers(schedule, steps)),
        [Rows.EulerAncestralDiffusers] = (schedule, steps) => new EulerAncestral(PredictionOf(schedule), SigmaSteps.Diffusers(schedule, steps)),
        [Rows.DpmPlusPlus2MDiffusers] = (schedule, steps) => new DpmPlusPlus2M(PredictionOf(schedule), SigmaSteps.Multistep(schedule, steps, karras: false)),
        [Rows.DpmPlusPlus2MKarrasDiffusers] = (schedule, steps) =>
            new DpmPlusPlus2M(PredictionOf(schedule), SigmaSteps.Multistep(schedule, steps, karras: true)),
        [Rows.PndmDiffusers] = (schedule, steps) => new Pndm(schedule, steps),
    };

    /// <summary>The samplers that can be made.</summary>
    public static IReadOnlyCollection<SamplerVariant> All => Factories.Keys;

    /// <summary>A sampler for one run of so many steps.</summary>
    public static Sampler Create(SamplerVariant variant, NoiseSchedule schedule, int steps) => Factories[variant](schedule, steps);

    /// <summary>The sampler of a name or alias, whatever the letter case; null where there is none.</summary>
    public static SamplerVariant? Find(string name) =>
        Rows.All.FirstOrDefault(row => row.Aliases.Prepend(row.Name).Contains(name, StringComparer.OrdinalIgnoreCase));

    private static PredictionType PredictionOf(NoiseSchedule schedule) => schedule.Config.PredictionType;
}
