using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// A training configuration of kohya's scripts (<c>--config_file</c>, whose sections mean nothing) or of their GUI: every option that there is here becomes a
/// layer, every other is named.
/// </summary>
internal sealed class TrainingConfig
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourcePlace> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConfigScalar> _files = new(StringComparer.Ordinal);
    private readonly NamedOptions _notTaken;
    private readonly string _folder;

    /// <param name="item">The file.</param>
    /// <param name="findings">What is wrong in single options, added to.</param>
    /// <exception cref="ConfigException">It is no such file.</exception>
    public TrainingConfig(InputItem item, List<Finding> findings)
    {
        _folder = Path.GetDirectoryName(item.FullPath)!;
        _notTaken = new NamedOptions(item.Include);
        var root = ConfigFile.Read(item.FullPath);
        IsGui = GuiConfig.Is(root);
        foreach (var (name, value) in IsGui ? GuiConfig.AsScripts(root) : Flat(root))
        {
            try
            {
                Take(name, value);
            }
            catch (ConfigException error)
            {
                findings.Add(ProjectDiagnostics.KohyaFileWrong.At($"{name}: {error.Message}", error.Place));
            }
        }

        if (KohyaNetwork.Translate(_texts))
        {
            _places.TryAdd(NetworkOptions.NetworkArgs.Name, _places[NetworkOptions.NetworkAlgo.Name]);
        }

        Layer = new OptionLayer(KohyaConfigOptions.Group.Title, _texts, option => _places[option.Name]);
    }

    /// <summary>What it says of options that there are here.</summary>
    public OptionLayer Layer { get; }

    /// <summary>It is the GUI's, whose prompts stand in the file itself.</summary>
    public bool IsGui { get; }

    /// <summary>Told further names that nothing here does.</summary>
    public NamedOptions NotTaken => _notTaken;

    /// <summary>What names other files or folders: dataset_config, train_data_dir, reg_data_dir, sample_prompts; null where it is not said.</summary>
    public ConfigScalar? File(string name) => _files.GetValueOrDefault(name);

    private void Take(string name, ConfigNode value)
    {
        switch (name)
        {
            case "dataset_config" or "train_data_dir" or "reg_data_dir" or "sample_prompts":
                if (!KohyaText.IsNeutral(value))
                {
                    _files[name] = value as ConfigScalar ?? throw new ConfigException($"A text belongs here, not {value.Kind}.", value.Place);
                }

                break;
            case "use_8bit_adam" when !KohyaText.IsNeutral(value):
                Set(RateOptions.OptimizerType, "AdamW8bit", value.Place);
                break;
            case "use_lion_optimizer" when !KohyaText.IsNeutral(value):
                Set(RateOptions.OptimizerType, "Lion", value.Place);
                break;
            // kohya's scripts write the rate that is shown before the first step behind a colon
            case "lr_scheduler" when value is ConfigScalar { Text: ['a', 'd', 'a', 'f', 'a', 'c', 't', 'o', 'r', ':', ..] }:
                Set(RateOptions.LrScheduler, LrSchedules.Adafactor.Name, value.Place);
                break;
            case "output_name" or "v2" or "sdxl":
            case "save_model_as" when value is ConfigScalar { Text: "safetensors" }:
                // the project's name and version are the LoRA's, the model's files say what it is, and all the rest is so anyway
                _notTaken.Add(name, value, isNeeded: false);
                break;
            case var _ when KohyaNames.Find(name) is { } option:
                if (KohyaText.Of(value, option) is { Length: > 0 } text)
                {
                    Set(option, option is PathOption or PathsOption ? string.Join(';', text.Split(';').Select(Resolved)) : text, value.Place);
                }

                break;
            case var _ when IsGui && GuiConfig.HasNoMeaning(name):
                _notTaken.Add(name, value, isNeeded: false);
                break;
            case var _ when IsGui || KohyaNames.IsOfMachine(name) || ScriptOptions.NotTaken.Contains(name, StringComparer.Ordinal):
                _notTaken.Add(name, value);
                break;
            default:
                // the scripts take any name, and do nothing with it
                _notTaken.Add($"{name}, unknown to kohya's scripts too", value, isNeeded: true);
                break;
        }
    }

    private void Set(Option option, string text, SourcePlace place)
    {
        // of two places the later one counts, as in kohya's scripts
        _texts[option.Name] = text;
        _places[option.Name] = place;
    }

    // a model may be known by a name; of what is no file the project's reader says so
    private string Resolved(string text) => Path.Exists(UserPath.Resolve(_folder, text)) ? UserPath.Resolve(_folder, text) : text;

    private static IEnumerable<KeyValuePair<string, ConfigNode>> Flat(ConfigTable root) => root.Entries.SelectMany(entry =>
        entry.Value is ConfigTable section ? section.Entries : (IEnumerable<KeyValuePair<string, ConfigNode>>)[entry]);
}
