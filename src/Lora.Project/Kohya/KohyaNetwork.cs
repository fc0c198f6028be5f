using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>The network as kohya's files name it: by its module, and where that is LyCORIS by <c>algo</c> among the arguments.</summary>
internal static class KohyaNetwork
{
    private const string Algo = "algo=";

    // what LyCORIS calls LoRA has the convolutions too
    private static readonly string[] LycorisLora = ["lora", "locon"];

    /// <summary>Puts our name of the network, and the form of it, in the module's place; what is unknown stays.</summary>
    /// <param name="texts">Values by option.</param>
    /// <returns>Whether both options have texts of ours now.</returns>
    public static bool Translate(Dictionary<string, string> texts)
    {
        if (!texts.TryGetValue(NetworkOptions.NetworkAlgo.Name, out var module))
        {
            return false;
        }

        var arguments = texts.GetValueOrDefault(NetworkOptions.NetworkArgs.Name, "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToList();
        var algo = "";
        if (module == Networks.Lycoris)
        {
            algo = arguments.FindLast(argument => argument.StartsWith(Algo, StringComparison.Ordinal))?[Algo.Length..].ToLowerInvariant() ?? LycorisLora[0];
        }

        var isLora = LycorisLora.Contains(algo, StringComparer.Ordinal);
        var own = Networks.All.FirstOrDefault(network => isLora ? network == Networks.LoCon : (network.Module, network.Algo) == (module, algo));
        var other = Networks.All.FirstOrDefault(network => network.OtherForm == (module, algo));
        if ((own ?? other) is not { } found)
        {
            return false;
        }

        arguments.RemoveAll(argument => argument.StartsWith(Algo, StringComparison.Ordinal));
        if (own is null)
        {
            arguments.Add($"form={found.OtherFormName}");
        }

        texts[NetworkOptions.NetworkAlgo.Name] = found.Name;
        texts[NetworkOptions.NetworkArgs.Name] = string.Join(' ', arguments);
        return true;
    }
}
