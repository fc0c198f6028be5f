namespace Lora.Fuzz;

/// <summary>A place where bytes that others wrote become something: a file's reader, a record's, an answer's.</summary>
/// <param name="Name">For people, and the name of its folder of cases.</param>
/// <param name="Form">What its inputs are made of.</param>
/// <param name="Seeds">Good inputs.</param>
/// <param name="Read">Null for an input that is taken; else what the user is told. Whatever it throws is a fault.</param>
internal sealed record Reader(string Name, InputForm Form, Func<IReadOnlyList<byte[]>> Seeds, Func<byte[], string?> Read)
{
    private IReadOnlyList<byte[]>? _seeds;

    /// <summary>The files below <c>src</c> whose code it runs.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Bytes that it may take beside those that follow from the input's length.</summary>
    public long Memory { get; init; } = 32 << 20;

    /// <summary>Cases in the suite.</summary>
    public int Cases { get; init; } = 300;

    /// <summary>A few of its seeds are no good input: what they were taken from has some.</summary>
    public bool MayRefuseSeeds { get; init; }

    /// <summary>The seeds, read once.</summary>
    public IReadOnlyList<byte[]> Inputs => _seeds ??= Seeds();

    public override string ToString() => Name;
}
