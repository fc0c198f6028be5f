namespace Lora.Vocabulary;

/// <summary>
/// The samplers. A name without an ending draws what k-diffusion draws, which A1111 and ComfyUI run; <c>_diffusers</c> what diffusers draws with the model's
/// own scheduler config.
/// </summary>
public static class Samplers
{
    private const string KDiffusion = "k-diffusion sample_";

    public static SamplerVariant Ddim { get; } = new("ddim", "Deterministic; few steps suffice.") { DisplayName = "DDIM", Source = "arXiv 2010.02502" };

    public static SamplerVariant Euler { get; } = new("euler", "Plain and deterministic.")
    { DisplayName = "Euler", Aliases = ["k_euler"], Source = "arXiv 2206.00364, algorithm 2" };

    public static SamplerVariant EulerAncestral { get; } = new("euler_a", "Fresh noise at each step: the picture changes with the number of steps.")
    { DisplayName = "Euler a", Aliases = ["k_euler_a", "euler_ancestral"], Source = KDiffusion + "euler_ancestral" };

    public static SamplerVariant Heun { get; } = new("heun", "Second order, two calls of the model a step.")
    { DisplayName = "Heun", IsOfTwoCalls = true, Source = "arXiv 2206.00364, algorithm 1; " + KDiffusion + "heun" };

    public static SamplerVariant Lms { get; } = new("lms", "Linear multistep of fourth order.")
    { DisplayName = "LMS", Aliases = ["k_lms"], Source = KDiffusion + "lms" };

    public static SamplerVariant Dpm2 { get; } = new("dpm_2", "DPM-Solver of second order, two calls of the model a step.")
    { DisplayName = "DPM2", Aliases = ["k_dpm_2"], IsOfTwoCalls = true, Source = "arXiv 2206.00927; " + KDiffusion + "dpm_2" };

    public static SamplerVariant Dpm2Ancestral { get; } = new("dpm_2_a", "The same with fresh noise at each step.")
    { DisplayName = "DPM2 a", Aliases = ["k_dpm_2_a", "dpm_2_ancestral"], IsOfTwoCalls = true, Source = "arXiv 2206.00927; " + KDiffusion + "dpm_2_ancestral" };

    public static SamplerVariant DpmPlusPlus2SAncestral { get; } = new("dpmpp_2s_a", "Second order, two calls of the model a step, fresh noise at each.")
    { DisplayName = "DPM++ 2S a", Aliases = ["dpmpp_2s_ancestral"], IsOfTwoCalls = true, Source = "arXiv 2211.01095; " + KDiffusion + "dpmpp_2s_ancestral" };

    public static SamplerVariant DpmPlusPlusSde { get; } = new("dpmpp_sde", "Stochastic, two calls of the model a step.")
    { DisplayName = "DPM++ SDE", IsOfTwoCalls = true, Source = "arXiv 2211.01095; " + KDiffusion + "dpmpp_sde" };

    public static SamplerVariant DpmPlusPlus2M { get; } = new("dpmpp_2m", "Second order, as A1111 and ComfyUI draw it.")
    { DisplayName = "DPM++ 2M", Source = "arXiv 2211.01095; " + KDiffusion + "dpmpp_2m" };

    public static SamplerVariant DpmPlusPlus2MSde { get; } = new("dpmpp_2m_sde", "Stochastic, of second order.")
    { DisplayName = "DPM++ 2M SDE", Source = "arXiv 2211.01095; " + KDiffusion + "dpmpp_2m_sde" };

    public static SamplerVariant DpmPlusPlus2MSdeHeun { get; } = new("dpmpp_2m_sde_heun", "The same with Heun's second-order term.")
    { DisplayName = "DPM++ 2M SDE Heun", Source = "arXiv 2211.01095; " + KDiffusion + "dpmpp_2m_sde" };

    public static SamplerVariant DpmPlusPlus3MSde { get; } = new("dpmpp_3m_sde", "Stochastic, of third order; best with exponential noise levels.")
    { DisplayName = "DPM++ 3M SDE", Source = "arXiv 2211.01095; " + KDiffusion + "dpmpp_3m_sde" };

    public static SamplerVariant DpmFast { get; } = new("dpm_fast", "DPM-Solver of third order with noise: as many calls of the model as steps.")
    { DisplayName = "DPM fast", Source = "arXiv 2206.00927; " + KDiffusion + "dpm_fast" };

    public static SamplerVariant DpmAdaptive { get; } = new("dpm_adaptive",
        "DPM-Solver of third order with noise, which chooses its own steps: Steps counts for nothing.")
    { DisplayName = "DPM adaptive", ChoosesSteps = true, Source = "arXiv 2206.00927; " + KDiffusion + "dpm_adaptive" };

    public static SamplerVariant EulerDiffusers { get; } = new("euler_diffusers", "Euler as diffusers draws it with the model's scheduler config.")
    { DisplayName = "Euler (diffusers)", Source = "arXiv 2206.00364; diffusers EulerDiscreteScheduler" };

    public static SamplerVariant EulerAncestralDiffusers { get; } = new("euler_a_diffusers", "Euler a as diffusers draws it with the model's scheduler config.")
    { DisplayName = "Euler a (diffusers)", Source = "diffusers EulerAncestralDiscreteScheduler" };

    public static SamplerVariant HeunDiffusers { get; } = new("heun_diffusers", "Second order, two calls of the model a step.")
    { DisplayName = "Heun (diffusers)", IsOfTwoCalls = true, Source = "arXiv 2206.00364; diffusers HeunDiscreteScheduler" };

    public static SamplerVariant LmsDiffusers { get; } = new("lms_diffusers", "Linear multistep of fourth order.")
    { DisplayName = "LMS (diffusers)", Source = "diffusers LMSDiscreteScheduler" };

    public static SamplerVariant Dpm2Diffusers { get; } = new("dpm_2_diffusers", "DPM-Solver of second order, two calls of the model a step.")
    { DisplayName = "DPM2 (diffusers)", IsOfTwoCalls = true, Source = "arXiv 2206.00927; diffusers KDPM2DiscreteScheduler" };

    public static SamplerVariant Dpm2AncestralDiffusers { get; } = new("dpm_2_a_diffusers", "The same with fresh noise at each step.")
    { DisplayName = "DPM2 a (diffusers)", IsOfTwoCalls = true, Source = "arXiv 2206.00927; diffusers KDPM2AncestralDiscreteScheduler" };

    public static SamplerVariant DpmSolver2MDiffusers { get; } = new("dpm_2m_diffusers",
        "DPM-Solver of second order, multistep; ends at the lowest noise level.")
    { DisplayName = "DPM-Solver 2M (diffusers)", Aliases = ["dpmsolver"], Source = "arXiv 2206.00927; diffusers DPMSolverMultistepScheduler" };

    public static SamplerVariant DpmPlusPlus2SDiffusers { get; } = new("dpmpp_2s_diffusers", "Second order, singlestep.")
    { DisplayName = "DPM++ 2S (diffusers)", Aliases = ["dpmsingle"], Source = "arXiv 2211.01095; diffusers DPMSolverSinglestepScheduler" };

    public static SamplerVariant DpmPlusPlus2MDiffusers { get; } = new("dpmpp_2m_diffusers", "Second order, as diffusers (and kohya's samples) draw it.")
    { DisplayName = "DPM++ 2M (diffusers)", Aliases = ["dpmsolver++"], Source = "arXiv 2211.01095; diffusers DPMSolverMultistepScheduler" };

    public static SamplerVariant DpmPlusPlus2MHeunDiffusers { get; } = new("dpmpp_2m_heun_diffusers", "The same with Heun's second-order term.")
    { DisplayName = "DPM++ 2M Heun (diffusers)", Source = "arXiv 2211.01095; diffusers DPMSolverMultistepScheduler" };

    public static SamplerVariant DpmPlusPlus3MDiffusers { get; } = new("dpmpp_3m_diffusers", "The same of third order.")
    { DisplayName = "DPM++ 3M (diffusers)", Source = "arXiv 2211.01095; diffusers DPMSolverMultistepScheduler" };

    public static SamplerVariant DpmPlusPlus2MSdeDiffusers { get; } = new("dpmpp_2m_sde_diffusers", "Stochastic, of second order.")
    { DisplayName = "DPM++ 2M SDE (diffusers)", Source = "arXiv 2211.01095; diffusers DPMSolverMultistepScheduler" };

    public static SamplerVariant DeisDiffusers { get; } = new("deis_diffusers",
        "Exponential integrator of second order, multistep; ends at the lowest noise level.")
    { DisplayName = "DEIS (diffusers)", Aliases = ["deis"], Source = "arXiv 2204.13902; diffusers DEISMultistepScheduler" };

    public static SamplerVariant UniPCDiffusers { get; } = new("unipc_diffusers", "Predictor and corrector of second order: good in ten steps.")
    { DisplayName = "UniPC (diffusers)", Aliases = ["unipc", "uni_pc"], Source = "arXiv 2302.04867; diffusers UniPCMultistepScheduler, bh2" };

    public static SamplerVariant UniPCBh1Diffusers { get; } = new("unipc_bh1_diffusers",
        "The same with the function B1, which suits few steps without guidance.")
    { DisplayName = "UniPC bh1 (diffusers)", Aliases = ["unipc_bh1"], Source = "arXiv 2302.04867; diffusers UniPCMultistepScheduler, bh1" };

    public static SamplerVariant PndmDiffusers { get; } = new("pndm_diffusers", "Multistep; what diffusers draws Stable Diffusion 1.x with by default.")
    { DisplayName = "PNDM (diffusers)", Aliases = ["pndm", "plms"], Source = "arXiv 2202.09778; diffusers PNDMScheduler" };

    public static SamplerVariant DdpmDiffusers { get; } = new("ddpm_diffusers", "The diffusion process backwards, with fresh noise at each step; wants many.")
    { DisplayName = "DDPM (diffusers)", Aliases = ["ddpm"], Source = "arXiv 2006.11239; diffusers DDPMScheduler" };

    public static SamplerVariant LcmDiffusers { get; } = new("lcm_diffusers", "For models and LoRAs distilled to few steps: 4 to 8, Scale 1 to 2.")
    { DisplayName = "LCM (diffusers)", Aliases = ["lcm"], Source = "arXiv 2310.04378; diffusers LCMScheduler" };

    /// <summary>Each with the other spacings behind it where its noise levels can be placed.</summary>
    public static IReadOnlyList<SamplerVariant> All { get; } =
    [
        Ddim,
        .. Euler.Spaced, .. EulerAncestral.Spaced, .. Heun.Spaced, .. Lms.Spaced, .. Dpm2.Spaced, .. Dpm2Ancestral.Spaced,
        .. DpmPlusPlus2SAncestral.Spaced, .. DpmPlusPlusSde.Spaced, .. DpmPlusPlus2M.Spaced, .. DpmPlusPlus2MSde.Spaced, .. DpmPlusPlus2MSdeHeun.Spaced,
        .. DpmPlusPlus3MSde.Spaced, DpmFast, DpmAdaptive,
        .. EulerDiffusers.Spaced, EulerAncestralDiffusers, .. HeunDiffusers.Spaced, .. LmsDiffusers.Spaced, .. Dpm2Diffusers.Spaced,
        .. Dpm2AncestralDiffusers.Spaced, .. DpmSolver2MDiffusers.Spaced, .. DpmPlusPlus2SDiffusers.Spaced, .. DpmPlusPlus2MDiffusers.Spaced,
        .. DpmPlusPlus2MHeunDiffusers.Spaced, .. DpmPlusPlus3MDiffusers.Spaced, .. DpmPlusPlus2MSdeDiffusers.Spaced, .. DeisDiffusers.Spaced,
        .. UniPCDiffusers.Spaced, .. UniPCBh1Diffusers.Spaced, PndmDiffusers, DdpmDiffusers, LcmDiffusers,
    ];

    /// <summary>What an option that names one says of its range: every method, and how it is spelt with another spacing.</summary>
    internal static string Range { get; } = "one of " + string.Join(", ", All.Where(row => row.Spacing == SigmaSpacing.Timesteps).Select(row => row.Name))
        + "; most also with _karras or _exponential, before _diffusers";
}
