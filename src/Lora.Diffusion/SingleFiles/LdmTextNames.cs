namespace Lora.Diffusion;

/// <summary>Where a text encoder's weights lie in a single file.</summary>
internal static class LdmTextNames
{
    private const string Inner = "text_model.";

    /// <summary>The place of a weight of transformers' name, which need not exist.</summary>
    public static OpenClipPlace Of(CheckpointKeys keys, LdmTextEncoder encoder, string name)
    {
        if (encoder.Kind == TextEncoderKind.OpenClip)
        {
            var place = OpenClipNames.Of(name);
            return place with { Key = encoder.Prefix + place.Key };
        }

        // merges of early 2023 lack the inner name
        var key = encoder.Prefix + name;
        return new(keys.Has(key) || !name.StartsWith(Inner, StringComparison.Ordinal) ? key : encoder.Prefix + name[Inner.Length..], (0, 1));
    }
}
