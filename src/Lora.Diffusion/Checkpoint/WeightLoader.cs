using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// Fills a model's parameters and insists that file and config match: nothing missing, nothing left over, every shape as the config says, every value finite.
/// </summary>
internal static class WeightLoader
{
    private const int Shown = 3;

    /// <summary>Holds names, shapes and types against the config, from the files' headers alone.</summary>
    /// <param name="model">The structure that the config describes.</param>
    /// <param name="weights">Where the values would come from.</param>
    /// <returns>The stored tensor of each parameter.</returns>
    /// <exception cref="CheckpointException">A tensor is missing, unknown, of a wrong shape or type.</exception>
    public static IReadOnlyList<(Parameter Parameter, StoredTensor Stored)> Match(Module model, PartWeights weights)
    {
        var parameters = model.Parameters.ToArray();
        Report(weights.Place, "lacks", "The config asks for a larger model than the file holds.", [.. Missing(model, weights)]);
        var known = parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        string[] unknown = [.. weights.Names.Where(name => !known.Contains(name)).Select(name => weights.Find(name)!.Value.Name).Order(StringComparer.Ordinal)];
        Report(weights.Place, "has unknown", "The file holds more than the config describes.", unknown);
        return [.. parameters.Select(parameter => (parameter, Checked(parameter, weights.Find(parameter.Name)!.Value)))];
    }

    /// <summary>Weights of the structure that the files lack.</summary>
    public static IEnumerable<string> Missing(Module model, PartWeights weights) =>
        model.Parameters.Where(parameter => weights.Find(parameter.Name) is null).Select(parameter => parameter.Name);

    /// <summary>Reads the values: those that need no conversion stay in the mapped file, for as long as the model has them.</summary>
    /// <param name="model">Gets the values. On an exception it keeps none.</param>
    /// <param name="weights">Where they come from.</param>
    /// <param name="runtime">Where they go; outside of any scope that ends before the model does.</param>
    /// <param name="storage">Element type of the large weights; null keeps the file's.</param>
    /// <exception cref="CheckpointException">A tensor is missing, unknown, of a wrong shape or type, or not finite.</exception>
    public static void Load(Module model, PartWeights weights, TensorRuntime runtime, DType? storage)
    {
        var pairs = Match(model, weights);
        try
        {
            foreach (var (parameter, stored) in pairs)
            {
                FiniteScan.Check(stored);
                parameter.Value = Read(stored, parameter, runtime, storage);
            }
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the values once they are loaded; from the files' headers alone.</summary>
    /// <inheritdoc cref="Load" path="/param"/>
    /// <exception cref="CheckpointException">As for <see cref="Match"/>.</exception>
    public static long Bytes(Module model, PartWeights weights, DType? storage) =>
        Match(model, weights).Sum(pair => pair.Parameter.Count * Kept(pair.Stored, pair.Parameter, storage).Size());

    private static StoredTensor Checked(Parameter parameter, StoredTensor stored)
    {
        if (!SameShape(stored.Shape, parameter.Shape))
        {
            var (has, wants) = (string.Join(", ", stored.Shape), string.Join(", ", parameter.Shape.ToArray()));
            throw new CheckpointException(stored.Path, $"tensor '{stored.Name}' has shape [{has}]; the config makes it [{wants}].");
        }

        return FloatCodec.Supports(stored.DType)
            ? stored
            : throw new CheckpointException(stored.Path, $"tensor '{stored.Name}' is {stored.DType.FileName()}; F16, BF16, F32 or F64 is needed.");
    }

    private static Tensor Read(StoredTensor stored, Parameter parameter, TensorRuntime runtime, DType? storage)
    {
        var (type, wanted) = (TypeOf(stored), Kept(stored, parameter, storage));
        if (wanted == type && stored.DType != SafetensorsDType.F64)
        {
            return stored.ToTensor(runtime, parameter.Shape, type);
        }

        var value = runtime.FromFloats(stored.ReadFloats(), parameter.Shape);
        if (wanted == DType.Float32)
        {
            return value;
        }

        using (value)
        {
            return value.Cast(wanted);
        }
    }

    /// <summary>The type that a weight is kept in.</summary>
    private static DType Kept(StoredTensor stored, Parameter parameter, DType? storage) =>
        parameter.KeepsStoredType ? storage ?? TypeOf(stored) : DType.Float32;

    private static DType TypeOf(StoredTensor stored) => stored.DType switch
    {
        SafetensorsDType.F16 => DType.Float16,
        SafetensorsDType.BF16 => DType.BFloat16,
        _ => DType.Float32,
    };

    /// <summary>Equal, or equal up to ones at the end: old files keep linear layers as 1x1 convolutions.</summary>
    private static bool SameShape(IReadOnlyList<long> stored, ReadOnlySpan<int> wanted)
    {
        for (var i = 0; i < Math.Max(stored.Count, wanted.Length); i++)
        {
            if ((i < stored.Count ? stored[i] : 1) != (i < wanted.Length ? wanted[i] : 1))
            {
                return false;
            }
        }

        return true;
    }

    private static void Report(string place, string what, string meaning, string[] names)
    {
        if (names.Length > 0)
        {
            var more = names.Length > Shown ? $" and {names.Length - Shown} more" : "";
            var noun = names.Length == 1 ? "tensor" : "tensors";
            throw new CheckpointException(place, $"{what} {noun} '{string.Join("', '", names.Take(Shown))}'{more}. {meaning}");
        }
    }
}
