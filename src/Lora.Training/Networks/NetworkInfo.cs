namespace Lora.Training;

/// <summary>What an adapter network says of itself; <see cref="NetworkCatalog"/> lists them.</summary>
/// <param name="Name">Value of <c>NetworkAlgo</c>, compared without case.</param>
/// <param name="Module">kohya's <c>network_module</c> that makes the same files.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="TensorNames">Endings of a layer's tensors in the file.</param>
/// <param name="DetectedBy">The ending that tells this network's files from others'.</param>
/// <param name="Source">Paper or reference implementation.</param>
public sealed record NetworkInfo(string Name, string Module, string Summary, IReadOnlyList<string> TensorNames, string DetectedBy, string Source);

/// <summary>The adapter networks there are.</summary>
public static class NetworkCatalog
{
    public static IReadOnlyList<NetworkInfo> All { get; } = [LoraNetwork.Info];

    /// <exception cref="TrainingException">There is no such network.</exception>
    public static NetworkInfo Find(string name) => All.FirstOrDefault(info => string.Equals(info.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new TrainingException($"NetworkAlgo '{name}' is unknown; known are {string.Join(", ", All.Select(info => info.Name))}.");
}
