using System.Globalization;

namespace Lora.Project;

/// <summary>
/// What the GUI of kohya_ss saves, in the names and forms of the scripts that it starts. Source: kohya_ss, kohya_gui/lora_gui.py. Its 0 and its empty texts
/// mostly mean that nothing is set.
/// </summary>
internal static class GuiConfig
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["max_resolution"] = "resolution",
        ["optimizer"] = "optimizer_type",
        ["lora_network_weights"] = "network_weights",
    };

    private const string Standard = "Standard";

    // arguments of every network but the standard one
    private static readonly string[] OfConvolutions = ["conv_dim", "conv_alpha"];

    // a 0 here is no value but none
    private static readonly string[] UnsetAt0 = ["max_train_steps", "max_train_epochs", "seed", "clip_skip", "unet_lr", "text_encoder_lr", "lr_warmup_steps"];

    // they belong to another kind of network than the one that is chosen, or to a kind of model that is not trained here
    private static readonly HashSet<string> OfOthers = new(StringComparer.Ordinal)
    {
        "LyCORIS_preset", "bypass_mode", "constrain", "decompose_both", "dora_wd", "factor", "rescaled", "rank_dropout_scale", "train_norm", "train_on_input",
        "unit", "use_cp", "use_scalar", "use_tucker", "noise_offset_type", "sdxl", "v2", "model_list", "num_cpu_threads_per_process",
        "num_machines", "num_processes", "main_process_port", "gpu_ids", "multi_gpu", "dynamo_mode", "dynamo_use_dynamic", "dynamo_use_fullgraph",
        "sdxl_no_half_vae", "sdxl_cache_text_encoder_outputs",
    };

    /// <summary>True for a file of the GUI: the scripts know no LoRA_type.</summary>
    public static bool Is(ConfigTable root) => root.Find("LoRA_type") is not null;

    /// <summary>True for what has no meaning where the GUI says it.</summary>
    public static bool HasNoMeaning(string name) => OfOthers.Contains(name) || OfConvolutions.Contains(name);

    public static IEnumerable<KeyValuePair<string, ConfigNode>> AsScripts(ConfigTable root)
    {
        foreach (var (name, value) in root.Entries)
        {
            var isUnset = UnsetAt0.Contains(name) && IsUnset(value);
            var isSaidBelow = name is "LoRA_type" or "epoch" or "lr_warmup" || (OfConvolutions.Contains(name) && !IsStandard(root));
            if (!isUnset && !isSaidBelow)
            {
                yield return KeyValuePair.Create(Names.GetValueOrDefault(name, name), value);
            }
        }

        foreach (var (name, value) in Network(root).Concat(Length(root)).Concat(Trained(root)))
        {
            yield return KeyValuePair.Create(name, value);
        }
    }

    // Standard is LoRA, Kohya LoCon is LoRA with convolutions, LyCORIS/LoHa is loha
    private static IEnumerable<(string, ConfigNode)> Network(ConfigTable root)
    {
        var type = root.Find("LoRA_type") as ConfigScalar ?? throw new ConfigException("LoRA_type is a text.", root.Find("LoRA_type")!.Place);
        var isPlain = type.Text is Standard or "Kohya LoCon";
        yield return ("network_module", type with { Text = isPlain ? "lora" : type.Text.Split('/')[^1].Split(' ')[^1].ToLowerInvariant() });
        if (type.Text != Standard)
        {
            string[] arguments = [.. OfConvolutions.Where(name => root.Find(name) is ConfigScalar).Select(name =>
                $"{name}={((ConfigScalar)root.Find(name)!).Text}")];
            yield return ("network_args", ConfigScalar.Of((root.Find("conv_dim") ?? type).Place, string.Join(' ', arguments)));
        }
    }

    // epochs count where neither steps nor a limit of epochs are set; a warm-up is in hundredths of all steps
    private static IEnumerable<(string, ConfigNode)> Length(ConfigTable root)
    {
        if (root.Find("epoch") is { } epochs && IsUnset(root.Find("max_train_epochs")) && IsUnset(root.Find("max_train_steps")))
        {
            yield return ("max_train_epochs", epochs);
        }

        if (root.Find("lr_warmup") is ConfigScalar { Text: var text } warmup && IsUnset(root.Find("lr_warmup_steps"))
            && double.TryParse(text, CultureInfo.InvariantCulture, out var hundredths) && hundredths > 0)
        {
            yield return ("lr_warmup_steps", ConfigScalar.Of(warmup.Place, hundredths / 100));
        }
    }

    // a rate of 0 leaves its part alone while the other one has a rate
    private static IEnumerable<(string, ConfigNode)> Trained(ConfigTable root)
    {
        var (unet, text) = (root.Find("unet_lr"), root.Find("text_encoder_lr"));
        if (unet is not null && text is not null && IsUnset(unet) != IsUnset(text))
        {
            var (name, place) = IsUnset(text) ? ("network_train_unet_only", text.Place) : ("network_train_text_encoder_only", unet.Place);
            yield return (name, ConfigScalar.Of(place, value: true));
        }
    }

    private static bool IsStandard(ConfigTable root) => root.Find("LoRA_type") is ConfigScalar { Text: Standard };

    private static bool IsUnset(ConfigNode? value) => value is null || KohyaText.IsNeutral(value);
}
