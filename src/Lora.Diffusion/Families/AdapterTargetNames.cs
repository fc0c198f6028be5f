namespace Lora.Diffusion;

/// <summary>What the peers' own classes call the modules of a part, and in which order their files hold them.</summary>
internal sealed record AdapterTargetNames
{
    /// <summary>A module's path -> its path in the peers' files.</summary>
    public Func<string, string> Path { get; init; } = static path => path;

    /// <summary>A class -> its name there.</summary>
    public Func<string, string> Class { get; init; } = static name => name;

    /// <summary>A layer's path -> its block; null outside of a U-Net.</summary>
    public Func<string, UnetBlock?> Block { get; init; } = static _ => null;

    /// <summary>From the modules' order to that of the peers' files.</summary>
    public Func<IReadOnlyList<AdapterTarget>, IReadOnlyList<AdapterTarget>> Order { get; init; } = static targets => targets;
}
