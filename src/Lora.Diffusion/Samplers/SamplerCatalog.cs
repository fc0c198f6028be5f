using Lora.Diffusion.Schedules;

namespace Lora.Diffusion.Samplers;

/// <summary>Every sampler there is, found by kohya's option value or by A1111's name, whatever the letter case.</summary>
public static class SamplerCatalog
{
    private static readonly (SamplerInfo Info, string[] Aliases, Func<NoiseSchedule, int, Sampler> Make)[] Entries =
    [
        (Ddim.Info, [], (schedule, steps) => new Ddim(schedule, steps)),
        (Euler.Info, ["k_euler"], (schedule, steps) => new Euler(schedule.Config.PredictionType, SigmaSteps.Diffusers(schedule, steps))),
        (EulerAncestral.Info, ["k_euler_a"], (schedule, steps) => new EulerAncestral(schedule.Config.PredictionType, SigmaSteps.Diffusers(schedule, steps))),
        (DpmPlusPlus2M.Info, ["dpmpp_2m"], (schedule, steps) => new DpmPlusPlus2M(schedule.Config.PredictionType, SigmaSteps.Multistep(schedule, steps, karras: false))),
        (DpmPlusPlus2M.KarrasInfo, ["dpmpp_2m_karras"],
            (schedule, steps) => new DpmPlusPlus2M(schedule.Config.PredictionType, SigmaSteps.Multistep(schedule, steps, karras: true))),
    ];

    public static IReadOnlyList<SamplerInfo> All { get; } = [.. Entries.Select(e => e.Info)];

    public static SamplerInfo? Find(string name) => Entries.FirstOrDefault(e => Matches(e.Info, e.Aliases, name)).Info;

    /// <exception cref="ArgumentException">No sampler has this name.</exception>
    public static Sampler Create(string name, NoiseSchedule schedule, int steps)
    {
        foreach (var (info, aliases, make) in Entries)
        {
            if (Matches(info, aliases, name))
            {
                return make(schedule, steps);
            }
        }

        throw new ArgumentException($"There is no sampler '{name}'; known are {string.Join(", ", All.Select(i => i.Name))}.");
    }

    private static bool Matches(SamplerInfo info, string[] aliases, string name) =>
        name.Equals(info.Name, StringComparison.OrdinalIgnoreCase) || name.Equals(info.DisplayName, StringComparison.OrdinalIgnoreCase)
        || aliases.Contains(name, StringComparer.OrdinalIgnoreCase);
}
