namespace Lora.Training;

/// <summary>A value that an optimizer keeps of each weight.</summary>
/// <param name="Name">As the peers call it: <c>exp_avg</c>.</param>
/// <param name="IsSigned">False where it is never negative and bitsandbytes keeps it in its unsigned codes.</param>
internal readonly record struct Moment(string Name, bool IsSigned = true)
{
    /// <summary>Before the first step.</summary>
    public double Initial { get; init; }
}
