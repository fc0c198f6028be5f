namespace Lora.Training;

/// <summary>Why a file of a run is written.</summary>
public enum SaveKind
{
    /// <summary>So many epochs are done.</summary>
    Epoch,

    /// <summary>So many optimizer steps are done.</summary>
    Step,

    /// <summary>The run is.</summary>
    Final,
}

/// <summary>A file of a run.</summary>
/// <param name="Kind">Why it is written.</param>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Step">Optimizer steps done.</param>
public readonly record struct SavePoint(SaveKind Kind, int Epoch, int Step)
{
    /// <summary>What stands behind the LoRA's name in the file's, as kohya writes it: <c>-000005</c>, <c>-step00000100</c>, nothing at the end.</summary>
    public string Suffix => Kind switch
    {
        SaveKind.Epoch => FormattableString.Invariant($"-{Epoch:D6}"),
        SaveKind.Step => FormattableString.Invariant($"-step{Step:D8}"),
        _ => "",
    };
}
