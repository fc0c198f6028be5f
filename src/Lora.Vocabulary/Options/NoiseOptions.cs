namespace Lora.Vocabulary;

/// <summary>The noise that a training adds to latents, and at which time steps (docs/loss.md). At their defaults none of them enters a key.</summary>
public static class NoiseOptions
{
    internal static OptionGroup Group { get; } = new("Noise");

    public static Option<double> NoiseOffset { get; } = Group.Add(new NumberOption<double>("NoiseOffset",
        "Moves the noise of each plane of the latent as a whole, so that dark and bright pictures are learned (0.03 to 0.1 is usual); 0 = off.")
    {
        KohyaName = "noise_offset",
        Min = 0,
        Max = 10,
        Stages = [Stage.Train],
        Applies = IsOffset,
    });

    public static Option<bool> NoiseOffsetRandomStrength { get; } = Group.Add(new BooleanOption("NoiseOffsetRandomStrength",
        "Draws the offset for each batch, from 0 to NoiseOffset.")
    {
        KohyaName = "noise_offset_random_strength",
        KohyaDefault = "false",
        Stages = [Stage.Train],
        Applies = IsOffset,
    });

    public static Option<double> AdaptiveNoiseScale { get; } = Group.Add(new NumberOption<double>("AdaptiveNoiseScale",
        "Adds so much of |mean of the latent's plane| to NoiseOffset; may be below 0, which the sum is not.")
    {
        KohyaName = "adaptive_noise_scale",
        Min = -10,
        Max = 10,
        Stages = [Stage.Train],
        Applies = IsOffset,
    });

    public static Option<int> MultiresNoiseIterations { get; } = Group.Add(new NumberOption<int>("MultiresNoiseIterations",
        "Adds noise of so many coarser sizes, pyramid noise (6 to 10 is usual); 0 = off.")
    {
        KohyaName = "multires_noise_iterations",
        Min = 0,
        Max = 100,
        Stages = [Stage.Train],
        Applies = IsPyramid,
    });

    public static Option<double> MultiresNoiseDiscount { get; } = Group.Add(new NumberOption<double>("MultiresNoiseDiscount",
        "How much each coarser size of the pyramid noise counts of the one before.")
    {
        KohyaName = "multires_noise_discount",
        KohyaDefault = "0.3",
        Default = 0.3,
        Min = 0,
        Max = 1,
        Stages = [Stage.Train],
        Applies = IsPyramid,
    });

    public static Option<double> IpNoiseGamma { get; } = Group.Add(new NumberOption<double>("IpNoiseGamma",
        "Adds so much further noise to the input, which the target does not hold: input perturbation (0.1 is usual); 0 = off.")
    {
        KohyaName = "ip_noise_gamma",
        Min = 0,
        Max = 10,
        Stages = [Stage.Train],
        Applies = IsPerturbed,
    });

    public static Option<bool> IpNoiseGammaRandomStrength { get; } = Group.Add(new BooleanOption("IpNoiseGammaRandomStrength",
        "Draws that amount for each batch, from 0 to IpNoiseGamma.")
    {
        KohyaName = "ip_noise_gamma_random_strength",
        KohyaDefault = "false",
        Stages = [Stage.Train],
        Applies = IsPerturbed,
    });

    public static Option<int> MinTimestep { get; } = Group.Add(new NumberOption<int>("MinTimestep",
        "First time step that is trained: low ones hold details, high ones the composition.")
    {
        KohyaName = "min_timestep",
        Min = 0,
        Max = 999,
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    public static Option<int> MaxTimestep { get; } = Group.Add(new NumberOption<int>("MaxTimestep",
        "Time steps below this one are trained; MinTimestep itself where both are the same.")
    {
        KohyaName = "max_timestep",
        KohyaDefault = "1000",
        Default = 1000,
        Min = 0,
        Max = 1000,
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    private static bool IsOffset(OptionValues values) => values.Get(NoiseOffset) > 0;

    private static bool IsPyramid(OptionValues values) => values.Get(MultiresNoiseIterations) > 0;

    private static bool IsPerturbed(OptionValues values) => values.Get(IpNoiseGamma) > 0;
}
