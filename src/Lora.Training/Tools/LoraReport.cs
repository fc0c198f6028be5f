using System.Text.RegularExpressions;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>What a LoRA changes, block by block.</summary>
public static partial class LoraReport
{
    /// <summary>One block of the model, as the layers' names tell it.</summary>
    /// <param name="Name">For instance <c>lora_unet_down_blocks_1</c>.</param>
    /// <param name="Modules">Layers with an adapter.</param>
    /// <param name="Ranks">Their ranks, each once.</param>
    /// <param name="Norm">Of all changes of the block together; of adapters that are no plain LoRA, of their tensors.</param>
    /// <param name="Mean">Mean magnitude of the tensors' values.</param>
    /// <param name="Largest">Largest magnitude.</param>
    public sealed record Block(string Name, int Modules, IReadOnlyList<int> Ranks, double Norm, double Mean, double Largest);

    /// <summary>The blocks of a file, ordered by name.</summary>
    /// <exception cref="SafetensorsException">It is no whole safetensors file.</exception>
    public static IReadOnlyList<Block> Blocks(string path)
    {
        using var file = new SafetensorsFile(path);
        return [.. AdapterModule.Of(file).GroupBy(module => BlockOf(module.Name)).OrderBy(block => block.Key, StringComparer.Ordinal).Select(Report)];
    }

    private static Block Report(IGrouping<string, AdapterModule> block)
    {
        double square = 0, sum = 0, largest = 0;
        long count = 0;
        var ranks = new SortedSet<int>();
        foreach (var module in block)
        {
            double ofModule = 0;
            foreach (var (_, values) in module.Tensors.Where(tensor => tensor.Key != "alpha").Select(tensor => tensor.Value))
            {
                foreach (var value in values)
                {
                    var magnitude = Math.Abs((double)value);
                    ofModule += magnitude * magnitude;
                    sum += magnitude;
                    largest = Math.Max(largest, magnitude);
                }

                count += values.Length;
            }

            if (LoraPair.IsPair(module))
            {
                var pair = LoraPair.Of(module);
                ranks.Add(pair.Rank);
                ofModule = pair.Norm * pair.Norm;
            }

            square += ofModule;
        }

        return new(block.Key, block.Count(), [.. ranks], Math.Sqrt(square), count > 0 ? sum / count : 0, largest);
    }

    // up to the first number: down_blocks_1, input_blocks_4, layers_11; mid_block has none that tells anything
    internal static string BlockOf(string name) => BlockPattern().Match(name) is { Success: true } match ? match.Value : name;

    [GeneratedRegex(@"^.*?(?:mid_block|middle_block|[_.]\d+)(?=[_.]|$)")]
    private static partial Regex BlockPattern();
}
