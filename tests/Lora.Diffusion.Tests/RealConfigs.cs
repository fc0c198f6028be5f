using System.Text;
using Lora.Testing;

namespace Lora.Diffusion.Tests;

/// <summary>The sizes of Stable Diffusion 1.5 as released, in its config files, which the benchmarks write models from.</summary>
internal static class RealConfigs
{
    public static string UNet { get; } = Read("unet");

    public static string Vae { get; } = Read("vae");

    public static string TextEncoder { get; } = Read("text_encoder");

    private static string Read(string part) => File.ReadAllText(Repository.At("bench", "Lora.Bench", "Models", "sd15", part, "config.json"));
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
