using System.Text;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>CLIP's tokenizer, which comes with the product since no single file holds one (OpenCLIP's copy, MIT licence: Clip/LICENSE.txt).</summary>
internal static class ShippedTokenizer
{
    private const string Merges = "merges.txt.gz";

    /// <summary>A file of the tokenizer by its name; null where there is none.</summary>
    /// <param name="kind">OpenCLIP fills up with another token than CLIP.</param>
    /// <param name="name">diffusers' name.</param>
    public static ModelFile? Find(TextEncoderKind kind, string name) => name switch
    {
        Merges => new ModelFile(Merges, Read(Merges)),
        "tokenizer_config.json" when kind == TextEncoderKind.OpenClip => new ModelFile(name, Encoding.UTF8.GetBytes("""{ "pad_token": "!" }""")),
        _ => null,
    };

    /// <summary>The text encoder that a tokenizer belongs to.</summary>
    public static ModelPart EncoderOf(ModelPart tokenizer) => tokenizer == ModelPart.Tokenizer ? ModelPart.TextEncoder : ModelPart.TextEncoder2;

    private static byte[] Read(string name)
    {
        using var stream = typeof(ShippedTokenizer).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
