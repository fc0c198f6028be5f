using Lora.Diffusion.Schedules;
using Lora.Vocabulary;
using Rows = Lora.Vocabulary.Samplers;

namespace Lora.Diffusion.Samplers;

/// <summary>The implementations behind the vocabulary's samplers, one a method.</summary>
public static class SamplerCatalog
{
    private delegate Sampler Factory(NoiseSchedule schedule, int steps, SigmaSpacing spacing);

    private delegate Sampler InSteps(PredictionType prediction, SigmaSteps steps);

    private static readonly Dictionary<string, Factory> Factories = new()
    {
        [Rows.Ddim.Name] = (schedule, steps, _) => new Ddim(schedule, steps),
        [Rows.Euler.Name] = KDiffusion((prediction, steps) => new Euler(prediction, steps)),
        [Rows.EulerAncestral.Name] = KDiffusion((prediction, steps) => new EulerAncestral(prediction, steps)),
        [Rows.Heun.Name] = KDiffusion((prediction, steps) => new Heun(prediction, steps)),
        [Rows.Lms.Name] = KDiffusion((prediction, steps) => new Lms(prediction, steps)),
        [Rows.Dpm2.Name] = KDiffusion((prediction, steps) => new Dpm2(prediction, steps), skipLast: true),
        [Rows.Dpm2Ancestral.Name] = KDiffusion((prediction, steps) => new Dpm2Ancestral(prediction, steps), skipLast: true),
        [Rows.DpmPlusPlus2SAncestral.Name] = KDiffusion((prediction, steps) => new DpmPlusPlus2SAncestral(prediction, steps)),
        [Rows.DpmPlusPlusSde.Name] = KDiffusion((prediction, steps) => new DpmPlusPlusSde(prediction, steps)),
        [Rows.DpmPlusPlus2M.Name] = KDiffusion((prediction, steps) => new KDiffusionDpmPlusPlus2M(prediction, steps)),
        [Rows.DpmPlusPlus2MSde.Name] = KDiffusion((prediction, steps) => new KDiffusionDpmPlusPlus2MSde(prediction, steps)),
        [Rows.DpmPlusPlus2MSdeHeun.Name] = KDiffusion((prediction, steps) => new KDiffusionDpmPlusPlus2MSde(prediction, steps, DpmSolverType.Heun)),
        [Rows.DpmPlusPlus3MSde.Name] = KDiffusion((prediction, steps) => new DpmPlusPlus3MSde(prediction, steps), skipLast: true),
        [Rows.DpmFast.Name] = (schedule, steps, _) => DpmFast.Make(schedule, steps),
        [Rows.DpmAdaptive.Name] = (schedule, _, _) => DpmAdaptive.Make(schedule),
        [Rows.EulerDiffusers.Name] = Diffusers((prediction, steps) => new Euler(prediction, steps)),
        [Rows.EulerAncestralDiffusers.Name] = Diffusers((prediction, steps) => new EulerAncestral(prediction, steps)),
        [Rows.HeunDiffusers.Name] = Diffusers((prediction, steps) => new Heun(prediction, steps)),
        [Rows.LmsDiffusers.Name] = Diffusers((prediction, steps) => new Lms(prediction, steps)),
        [Rows.Dpm2Diffusers.Name] = Diffusers((prediction, steps) => new Dpm2(prediction, steps), whole: true),
        [Rows.Dpm2AncestralDiffusers.Name] = Diffusers((prediction, steps) => new Dpm2Ancestral(prediction, steps), whole: true),
        [Rows.DpmSolver2MDiffusers.Name] = Multistep((prediction, steps) => new DpmSolver2M(prediction, steps), lowest: true),
        [Rows.DpmPlusPlus2SDiffusers.Name] = (schedule, steps, spacing) =>
            new DpmPlusPlus2SSinglestep(schedule.Config.PredictionType, SigmaSteps.Singlestep(schedule, steps, spacing)),
        [Rows.DpmPlusPlus2MDiffusers.Name] = Multistep((prediction, steps) => new DpmPlusPlus2M(prediction, steps)),
        [Rows.DpmPlusPlus2MHeunDiffusers.Name] = Multistep((prediction, steps) => new DpmPlusPlus2M(prediction, steps, DpmSolverType.Heun)),
        [Rows.DpmPlusPlus3MDiffusers.Name] = Multistep((prediction, steps) => new DpmPlusPlus3M(prediction, steps)),
        [Rows.DpmPlusPlus2MSdeDiffusers.Name] = Multistep((prediction, steps) => new DpmPlusPlus2MSde(prediction, steps)),
        [Rows.DeisDiffusers.Name] = Multistep((prediction, steps) => new Deis(prediction, steps), lowest: true),
        [Rows.UniPCDiffusers.Name] = Multistep((prediction, steps) => new UniPC(prediction, steps)),
        // with a last level of 0 the peer's B1 is infinite
        [Rows.UniPCBh1Diffusers.Name] = Multistep((prediction, steps) => new UniPC(prediction, steps, b1: true), lowest: true),
        [Rows.PndmDiffusers.Name] = (schedule, steps, _) => new Pndm(schedule, steps),
        [Rows.DdpmDiffusers.Name] = (schedule, steps, _) => new Ddpm(schedule, steps),
        [Rows.LcmDiffusers.Name] = (schedule, steps, _) => new Lcm(schedule, steps),
    };

    /// <summary>The names of the methods that can be made.</summary>
    public static IReadOnlyCollection<string> Methods => Factories.Keys;

    /// <summary>A sampler for one run of so many steps.</summary>
    public static Sampler Create(SamplerVariant variant, NoiseSchedule schedule, int steps) => Factories[variant.Method](schedule, steps, variant.Spacing);

    /// <summary>The sampler of a name or alias, whatever the letter case; null where there is none.</summary>
    public static SamplerVariant? Find(string name) =>
        Rows.All.FirstOrDefault(row => row.Aliases.Prepend(row.Name).Contains(name, StringComparer.OrdinalIgnoreCase));

    private static Factory KDiffusion(InSteps make, bool skipLast = false) =>
        (schedule, steps, spacing) => make(schedule.Config.PredictionType, SigmaSteps.KDiffusion(schedule, steps, spacing, skipLast));

    private static Factory Diffusers(InSteps make, bool whole = false) =>
        (schedule, steps, spacing) => make(schedule.Config.PredictionType, SigmaSteps.Diffusers(schedule, steps, spacing, whole));

    private static Factory Multistep(InSteps make, bool lowest = false) =>
        (schedule, steps, spacing) => make(schedule.Config.PredictionType, SigmaSteps.Multistep(schedule, steps, spacing, lowest));
}
