using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Reads <c>LoraPreset</c>: what it says where all others are silent, and whether the pictures are as many as it is made for.</summary>
internal static class PresetReader
{
    /// <summary>What the preset says below those who wrote something; null where there is none that can be used.</summary>
    public static OptionLayer? Layer(OptionLayers written)
    {
        var place = written.PlaceOf(ProjectOptions.LoraPreset);
        var said = OptionValues.Resolve([ProjectOptions.LoraPreset], written.Texts, static (_, _) => { });
        if (place is null || said.IsWrong(ProjectOptions.LoraPreset))
        {
            return null;
        }

        var preset = said.Get(ProjectOptions.LoraPreset);
        var silent = Presets.GiveWay.Where(pair => written.PlaceOf(pair.Written) is not null).Select(pair => pair.GivesWay).ToHashSet();
        var texts = preset.Values.Where(value => !silent.Contains(value.Option)).ToDictionary(value => value.Option.Name, value => value.Text);
        return new OptionLayer($"preset {preset}", texts, _ => place);
    }

    /// <summary>A sentence where there are fewer pictures than the chosen preset is made for; null where there are enough, or none at all.</summary>
    public static string? TooFewImages(OptionValues options, int images)
    {
        var preset = options.Get(ProjectOptions.LoraPreset);
        if (images == 0 || !options.IsWritten(ProjectOptions.LoraPreset) || preset.Images is not { } range || images >= range.Min)
        {
            return null;
        }

        var problem = string.Create(CultureInfo.InvariantCulture,
            $"{images} {(images == 1 ? "image is" : "images are")} fewer than the {range.Min} that the preset {preset} is made for");
        return preset == Presets.Tiny ? $"{problem}."
            : $"{problem}; Tiny's numbers are {string.Join(", ", Presets.Tiny.Values.Select(value => $"{value.Option} {value.Text}"))}.";
    }
}
