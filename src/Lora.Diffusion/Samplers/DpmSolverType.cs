namespace Lora.Diffusion.Samplers;

/// <summary>How the second-order term is taken.</summary>
internal enum DpmSolverType
{
    Midpoint,
    Heun,
}
