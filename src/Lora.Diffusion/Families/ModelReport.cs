using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>What a base model's files hold, from configs and headers alone.</summary>
/// <param name="Family">Its kind.</param>
/// <param name="Parts">Those with weights, in the family's order.</param>
/// <param name="Superfluous">Names in the files that no part needs.</param>
public sealed record ModelReport(IModelFamily Family, IReadOnlyList<PartReport> Parts, IReadOnlyList<string> Superfluous)
{
    /// <exception cref="CheckpointException">There is no model of a kind that is understood, or a file cannot be read.</exception>
    public static ModelReport Of(IWeightSource source)
    {
        var family = FamilyCatalog.Of(source);
        var parts = new List<PartReport>();
        var (stored, used) = (new SortedSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var part in family.Parts.Where(part => !IsWithoutWeights(part)))
        {
            if (source.ClassOf(part) is null || PartStructure.Of(source, part) is not { } structure)
            {
                parts.Add(new PartReport(part, false, 0, new Dictionary<string, int>(), []));
                continue;
            }

            using (structure)
            using (var weights = source.Open(part))
            {
                StoredTensor[] found = [.. structure.Parameters.Select(parameter => weights.Find(parameter.Name)).OfType<StoredTensor>()];
                parts.Add(new PartReport(
                    part, true, structure.Parameters.Sum(parameter => parameter.Count),
                    found.GroupBy(tensor => tensor.DType.ToString()).ToDictionary(group => group.Key, group => group.Count()),
                    [.. WeightLoader.Missing(structure, weights)]));
                stored.UnionWith(weights.Stored);
                used.UnionWith(found.Select(tensor => tensor.Name));
            }
        }

        return new ModelReport(family, parts, [.. stored.Except(used)]);
    }

    private static bool IsWithoutWeights(ModelPart part) =>
        part == ModelPart.Scheduler || part == ModelPart.Tokenizer || part == ModelPart.Tokenizer2;
}

/// <summary>A part of a base model.</summary>
/// <param name="Part">Which.</param>
/// <param name="IsThere">False where the model lacks the part.</param>
/// <param name="Weights">Number of values.</param>
/// <param name="Types">Tensors by element type, as <c>F16</c>.</param>
/// <param name="Missing">Weights that the files lack, under diffusers' names.</param>
public sealed record PartReport(ModelPart Part, bool IsThere, long Weights, IReadOnlyDictionary<string, int> Types, IReadOnlyList<string> Missing);
