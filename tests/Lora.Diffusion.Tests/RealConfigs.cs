using System.Text;
using Lora.Testing;

namespace Lora.Diffusion.Tests;

/// <summary>The sizes of the released models, in their config files, which the benchmarks write models from.</summary>
internal static class RealConfigs
{
    public static string UNet { get; } = Read("sd15", "unet");

    public static string Vae { get; } = Read("sd15", "vae");

    public static string TextEncoder { get; } = Read("sd15", "text_encoder");

    /// <summary>The config of a part.</summary>
    /// <param name="model"><c>sd15</c>, <c>sd21</c> or <c>sdxl</c>.</param>
    /// <param name="part">diffusers' name.</param>
    public static string Read(string model, string part) => File.ReadAllText(Repository.At("bench", "Lora.Bench", "Models", model, part, "config.json"));

    /// <summary>The structure of a part.</summary>
    public static Module Structure(string model, string part) => part switch
    {
        "unet" => new UNet2DConditionModel(Given.UNet(Read(model, part))),
        "vae" => new AutoencoderKL(Given.Vae(Read(model, part))),
        "text_encoder" => new ClipTextEncoder(Given.TextEncoder(Read(model, part))),
        "text_encoder_2" => new ClipTextEncoder(Given.TextEncoder(Read(model, part)), hasProjection: true),
        _ => throw new ArgumentException($"no model part {part}", nameof(part)),
    };
}

/// <summary>Configs and tokenizers from where the tests have them.</summary>
internal static class Given
{
    public static UNetConfig UNet(string json, string file = "unet/config.json") => UNetConfig.Read(FileOf(json, file));

    public static AutoencoderConfig Vae(string json, string file = "vae/config.json") => AutoencoderConfig.Read(FileOf(json, file));

    public static ClipTextConfig TextEncoder(string json, string file = "text_encoder/config.json") => ClipTextConfig.Read(FileOf(json, file));

    /// <summary>The tokenizer of a folder.</summary>
    public static ClipTokenizer Tokenizer(string folder, string? padToken = null) => ClipTokenizer.Load(
        name => File.Exists(Path.Combine(folder, name)) ? ModelFile.Read(Path.Combine(folder, name)) : null, folder, padToken);

    private static ModelFile FileOf(string json, string name) => new(name, Encoding.UTF8.GetBytes(json));
}
