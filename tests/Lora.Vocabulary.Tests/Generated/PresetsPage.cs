using System.Globalization;
using System.Text;

namespace Lora.Vocabulary.Tests.Generated;

/// <summary><c>docs/presets.md</c>: what each preset sets.</summary>
internal static class PresetsPage
{
    private const string Head = """
        # Presets

        *Generated from the rows of `src/Lora.Vocabulary/Variants/Presets.cs`; edit them, not this page, and run its tests with `LORA_UPDATE=1`.*

        `<LoraPreset>Tiny</LoraPreset>` sets many options at once, to the values of the community's guides. It speaks where all others are silent: what the
        command line, the project file or the base's entry in `bases.json` says wins, option by option. `dotnet build -t:ShowPlan` lists who said what.

        - Of a range in the guides a preset takes the lowest value, of alternatives the first. What its row leaves open is the option's default.
        - `NetworkAlpha` is half of the rank where the guides say so, and then follows a `NetworkDim` of the project's own: that is its default.
        - Where a row's steps do not follow from its repeats and epochs, or contradict them, they are `MaxTrainSteps`, the most that are trained.
        - Where the project writes `LearningRate`, `OptimizerType`, `NetworkAlgo`, `MaxTrainSteps` or `MaxTrainEpochs`, the preset says nothing of what would
          keep that from having its usual effect: the rates of the parts, the arguments, the other limit.
        - Fewer pictures than a preset is made for are a warning ([LORA3020](diagnostics.md)), which names the numbers of `Tiny`.
        - `AdamW8bit` is `AdamW` with its state in 8 bits, for less memory, and takes the same rates.

        | preset | for | pictures |
        | --- | --- | --- |

        """;

    public static string Text()
    {
        var text = new StringBuilder(Head);
        foreach (var preset in Presets.All)
        {
            var images = preset.Images is { } range ? string.Create(CultureInfo.InvariantCulture, $"{range.Min} to {range.Max}") : "-";
            text.Append($"| `{preset}` | {preset.Summary} | {images} |\n");
        }

        text.Append("\n## How hard the subject is\n\n`<Difficulty>C</Difficulty>` changes no training: it says ([LORA3112, LORA3113](diagnostics.md)) "
            + "whether `NetworkDim` and `NetworkAlgo` suit it.\n\n| difficulty | subjects | `NetworkDim` |\n| --- | --- | --- |\n");
        foreach (var difficulty in Difficulties.All)
        {
            text.Append($"| `{difficulty}` | {difficulty.Summary} | {difficulty.Dims} |\n");
        }

        text.Append("\n## Values\n\nAn empty cell is the default.\n\n");
        var options = Options.All.Where(option => Presets.All.Any(preset => preset.Values.Any(value => value.Option == option))).ToArray();
        text.Append($"| option | default | {string.Join(" | ", Presets.All.Select(preset => $"`{preset}`"))} |\n");
        text.Append($"| --- | --- |{string.Concat(Presets.All.Select(_ => " --- |"))}\n");
        foreach (var option in options)
        {
            text.Append($"| `{option}` | {option.DefaultText} | {string.Join(" | ", Presets.All.Select(preset => Cell(preset, option)))} |\n");
        }

        return text.ToString();
    }

    private static string Cell(PresetVariant preset, Option option) => preset.Values.FirstOrDefault(value => value.Option == option) is not { } value ? ""
        : value.Text;
}
