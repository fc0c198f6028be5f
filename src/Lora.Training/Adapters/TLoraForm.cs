namespace Lora.Training;

/// <summary>The form of a T-LoRA.</summary>
/// <param name="Rank">Of the factors, at least 1.</param>
/// <param name="Alpha">The change is scaled by alpha / rank.</param>
/// <param name="Part">Which singular values it starts from.</param>
/// <param name="LeastRank">What the noisiest samples keep.</param>
internal sealed record TLoraForm(int Rank, double Alpha, SingularPart Part, int LeastRank)
{
    public double Scale => Alpha / Rank;
}
