using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>A LoRA that is merged.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Ratio">How strongly it counts.</param>
/// <param name="Weights">Factors of that, block by block; null: 1.</param>
public sealed record MergeInput(string Path, double Ratio, BlockWeights? Weights = null)
{
    /// <summary>Blocks that a list leaves out count in full, as kohya has it.</summary>
    internal BlockWeights? AllWeights => Weights?.WithOthers(1);

    /// <exception cref="TrainingException">It is no LoRA of factors, or one with other blocks than the weights name.</exception>
    internal RatedLayers Read()
    {
        var pairs = LoraPair.Read(Path);
        if (AllWeights is not { } weights)
        {
            return new(pairs, _ => Ratio);
        }

        var table = LayerBlocks.TableOf(pairs.Select(pair => pair.Name));
        Check(table);
        return new(pairs, name => Ratio * weights.Of(table, LayerBlocks.Of(table, name)));
    }

    /// <exception cref="TrainingException">The weights name other blocks.</exception>
    internal void Check(BlockTable? table)
    {
        if (Weights is { } weights && table is not null && !weights.Fits(table))
        {
            throw new TrainingException($"Lbws {weights} of '{System.IO.Path.GetFileName(Path)}' are not for the "
                + FormattableString.Invariant($"{table.Lora.Count} or {table.Full.Count} blocks of {table.Family}"));
        }
    }
}

/// <summary>The layers of a LoRA, and how strongly each counts in a merge, by its name.</summary>
internal sealed record RatedLayers(IReadOnlyList<LoraPair> Pairs, Func<string, double> RatioOf);
