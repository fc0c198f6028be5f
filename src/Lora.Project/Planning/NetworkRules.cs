using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>What a network cannot do, as far as the options alone show it.</summary>
internal static class NetworkRules
{
    internal static OptionRule[] All { get; } =
    [
        new([OutputOptions.SaveFormat, NetworkOptions.NetworkAlgo, NetworkOptions.NetworkArgs], ProjectDiagnostics.ImpossibleCombination, NotInDiffusersForm),
        new([NetworkOptions.NetworkArgs, NetworkOptions.NetworkDim, NetworkOptions.NetworkAlgo], ProjectDiagnostics.ImpossibleCombination, BlocksOfRanks),
    ];

    private static string? NotInDiffusersForm(OptionValues values) =>
        values.Get(OutputOptions.SaveFormat) == LoraFormat.Diffusers && values.Get(NetworkOptions.NetworkAlgo) is var network
            && !network.HasDiffusersForm(values.Get(NetworkOptions.NetworkArgs))
            ? $"SaveFormat is diffusers, which has no form for {network} with these arguments." : null;

    private static string? BlocksOfRanks(OptionValues values)
    {
        var arguments = values.Get(NetworkOptions.NetworkArgs);
        if (values.Get(NetworkOptions.NetworkAlgo) != Networks.DyLora)
        {
            return null;
        }

        var name = arguments.Get<string>("form") == Networks.KohyasForm ? "unit" : "block_size";
        int[] ranks = [values.Get(NetworkOptions.NetworkDim), arguments.Get<int>("conv_dim")];
        return Array.Find(ranks, rank => rank % arguments.Get<int>(name) != 0) is > 0 and var rank
            ? string.Create(CultureInfo.InvariantCulture, $"{name} is {arguments.Get<int>(name)}, which does not divide {rank}.") : null;
    }
}
