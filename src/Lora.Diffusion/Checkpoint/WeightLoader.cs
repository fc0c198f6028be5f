using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Fills a model's parameters and insists that file and config match: nothing missing, nothing left over, every shape as the config says.</summary>
internal static class WeightLoader
{
    private const int Shown = 3;

    /// <param name="model">Gets the values. On an exception it keeps none.</param>
    /// <param name="files">Where they come from.</param>
    /// <param name="runtime">Where they go; outside of any scope that ends before the model does.</param>
    /// <param name="storage">Element type of the large weights; null keeps the file's.</param>
    /// <param name="place">Where the files lie, for messages about what they lack.</param>
    /// <param name="rename">Old name in a file -> name in the model; null for a tensor that is known and not needed.</param>
    /// <exception cref="CheckpointException">A tensor is missing, unknown, of a wrong shape or type.</exception>
    public static void Load(Module model, WeightFiles files, TensorRuntime runtime, DType? storage, string place, Func<string, string?> rename)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in files.Names)
        {
            if (rename(name) is { } target && !sources.TryAdd(target, name))
            {
                throw new CheckpointException(files.Find(name)!.Path, $"tensors '{name}' and '{sources[target]}' stand for the same weight.");
            }
        }

        var parameters = model.Parameters.ToArray();
        string[] missing = [.. parameters.Where(p => !sources.ContainsKey(p.Name)).Select(p => p.Name)];
        Report(place, "lacks", "The config asks for a larger model than the file holds.", missing);
        var known = parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        string[] unknown = [.. sources.Where(s => !known.Contains(s.Key)).Select(s => s.Value).Order(StringComparer.Ordinal)];
        Report(place, "has unknown", "The file holds more than the config describes.", unknown);

        try
        {
            foreach (var parameter in parameters)
            {
                var name = sources[parameter.Name];
                parameter.Value = Read(files.Find(name)!, name, parameter, runtime, storage);
            }
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static Tensor Read(SafetensorsFile file, string name, Parameter parameter, TensorRuntime runtime, DType? storage)
    {
        var entry = file[name];
        if (!SameShape(entry.Shape, parameter.Shape))
        {
            var wantedShape = string.Join(", ", parameter.Shape.ToArray());
            throw new CheckpointException(file.Path, $"tensor '{name}' has shape [{string.Join(", ", entry.Shape)}]; the config makes it [{wantedShape}].");
        }

        var stored = entry.DType switch
        {
            SafetensorsDType.F16 => DType.Float16,
            SafetensorsDType.BF16 => DType.BFloat16,
            SafetensorsDType.F32 or SafetensorsDType.F64 => DType.Float32,
            _ => throw new CheckpointException(file.Path, $"tensor '{name}' is {entry.DType.FileName()}; F16, BF16, F32 or F64 is needed."),
        };
        var wanted = parameter.KeepsStoredType ? storage ?? stored : DType.Float32;
        if (wanted == stored && entry.DType != SafetensorsDType.F64)
        {
            return runtime.FromBytes(file.Bytes(name), parameter.Shape, stored);
        }

        var value = runtime.FromFloats(file.ReadFloats(name), parameter.Shape);
        if (wanted == DType.Float32)
        {
            return value;
        }

        using (value)
        {
            return value.Cast(wanted);
        }
    }

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
