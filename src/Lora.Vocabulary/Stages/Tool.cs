namespace Lora.Vocabulary;

/// <summary>
/// What computes a stage's result, by name and version, chosen by the options: another one gives other bytes and so another key. The lock file names it
/// too. A test holds the names against the implementations' own.
/// </summary>
/// <param name="Kind">runtime, codec, tagger, upscaler.</param>
/// <param name="Name">Name, version and device in one word; empty in a project that does not use it, whose keys and lock file then do not name it.</param>
public sealed record Tool(string Kind, Func<OptionValues, string> Name)
{
    /// <summary>What multiplies the tensors.</summary>
    public static Tool Runtime { get; } = new("runtime", static values =>
        values.Get(EngineOptions.LoraRuntime).On(values.Get(EngineOptions.Device), values.Get(EngineOptions.AllowTf32)));

    /// <summary>What reads and writes pictures.</summary>
    public static Tool Codec { get; } = new("codec", static _ => "managed-2/imagesharp-2.1.13");

    /// <summary>What runs a tagger or captioner.</summary>
    public static Tool Tagger { get; } = new("tagger", static values => Onnx(values, PictureModel.Tagger, PictureModel.Captioner));

    /// <summary>What runs an upscaler.</summary>
    public static Tool Upscaler { get; } = new("upscaler", static values => Onnx(values, PictureModel.Upscaler));

    public static IReadOnlyList<Tool> All { get; } = [Runtime, Codec, Tagger, Upscaler];

    /// <summary>Those that a project uses, each with its name.</summary>
    public static IEnumerable<(Tool Tool, string Name)> Used(IEnumerable<Tool> tools, OptionValues values) =>
        tools.Select(tool => (tool, tool.Name(values))).Where(used => used.Item2.Length > 0);

    private static string Onnx(OptionValues values, params ReadOnlySpan<PictureModel> models)
    {
        foreach (var model in models)
        {
            if (model.IsIn(values))
            {
                return OnnxRuntime.On(values.Get(TaggerOptions.TaggerDevice));
            }
        }

        return "";
    }
}
