namespace Lora.Vocabulary;

/// <summary>A sampler, kohya's <c>sample_sampler</c>.</summary>
public sealed record SamplerVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>Written into pictures: the name under which A1111 draws the same picture; where it has none, one that it does not use.</summary>
    public required string DisplayName { get; init; }
}

/// <summary>The samplers.</summary>
public static class Samplers
{
    public static SamplerVariant Ddim { get; } = new("ddim", "Deterministic; few steps suffice.") { DisplayName = "DDIM", Source = "arXiv 2010.02502" };

    public static SamplerVariant Euler { get; } = new("euler", "Plain and deterministic.")
    { DisplayName = "Euler", Aliases = ["k_euler"], Source = "arXiv 2206.00364, algorithm 2" };

    public static SamplerVariant EulerAncestral { get; } = new("euler_a", "Fresh noise at each step: the picture changes with the number of steps.")
    { DisplayName = "Euler a", Aliases = ["k_euler_a"], Source = "k-diffusion sample_euler_ancestral" };

    public static SamplerVariant DpmPlusPlus2M { get; } = new("dpmpp_2m", "Second order, as A1111 and ComfyUI draw it.")
    { DisplayName = "DPM++ 2M", Source = "arXiv 2211.01095; k-diffusion sample_dpmpp_2m" };

    public static SamplerVariant DpmPlusPlus2MKarras { get; } = new("dpmpp_2m_karras", "The same with Karras' noise levels.")
    { DisplayName = "DPM++ 2M Karras", Source = "arXiv 2211.01095, 2206.00364; k-diffusion sample_dpmpp_2m" };

    public static SamplerVariant EulerDiffusers { get; } = new("euler_diffusers", "Euler as diffusers draws it with the model's scheduler config.")
    { DisplayName = "Euler (diffusers)", Source = "arXiv 2206.00364; diffusers EulerDiscreteScheduler" };

    public static SamplerVariant EulerAncestralDiffusers { get; } = new("euler_a_diffusers", "Euler a as diffusers draws it with the model's scheduler config.")
    { DisplayName = "Euler a (diffusers)", Source = "diffusers EulerAncestralDiscreteScheduler" };

    public static SamplerVariant DpmPlusPlus2MDiffusers { get; } = new("dpmpp_2m_diffusers", "Second order, as diffusers (and kohya's samples) draw it.")
    { DisplayName = "DPM++ 2M (diffusers)", Aliases = ["dpmsolver++"], Source = "arXiv 2211.01095; diffusers DPMSolverMultistepScheduler" };

    public static SamplerVariant DpmPlusPlus2MKarrasDiffusers { get; } = new("dpmpp_2m_karras_diffusers", "The same with Karras' noise levels.")
    { DisplayName = "DPM++ 2M Karras (diffusers)", Source = "arXiv 2211.01095, 2206.00364; diffusers DPMSolverMultistepScheduler" };

    public static SamplerVariant PndmDiffusers { get; } = new("pndm_diffusers", "Multistep; what diffusers draws Stable Diffusion 1.x with by default.")
    { DisplayName = "PNDM (diffusers)", Aliases = ["pndm", "plms"], Source = "arXiv 2202.09778; diffusers PNDMScheduler" };

    public static IReadOnlyList<SamplerVariant> All { get; } =
    [
        Ddim, Euler, EulerAncestral, DpmPlusPlus2M, DpmPlusPlus2MKarras,
        EulerDiffusers, EulerAncestralDiffusers, DpmPlusPlus2MDiffusers, DpmPlusPlus2MKarrasDiffusers, PndmDiffusers,
    ];
}
