namespace Lora.Diffusion;

/// <summary>Where a text encoder's weights lie in a single file.</summary>
/// <remarks>
/// kohya's sd-scripts takes OpenCLIP's projection as it lies; Stability's own code, ComfyUI, A1111 and diffusers turn it round, and so is it done here.
/// </remarks>
internal static class LdmTextNames
{
    private const string Inner = "text_model.";

    /// <summary>The place of a weight of transformers' name, which need not exist.</summary>
    public static OpenClipPlace Of(CheckpointKeys keys, LdmTextEncoder encoder, string name)
    {
        if (encoder.Kind == TextEncoderKind.OpenClip)
        {
            var place = OpenClipNames.Of(name);
            var there = encoder.Prefix + place.Key;
            return place with { Key = there, IsTransposed = place.IsTransposed && IsWidthFirst(keys, encoder, there) };
        }

        // merges of early 2023 lack the inner name
        var key = encoder.Prefix + name;
        return new(keys.Has(key) || !name.StartsWith(Inner, StringComparison.Ordinal) ? key : encoder.Prefix + name[Inner.Length..], (0, 1));
    }

    /// <summary>Width of the projected state; that of the encoder where there is no projection.</summary>
    public static int ProjectionWidth(CheckpointKeys keys, LdmTextEncoder encoder)
    {
        var key = encoder.Prefix + OpenClipNames.Projection;
        return encoder.Kind == TextEncoderKind.OpenClip && keys.Has(key) ? keys.Size(key, IsWidthFirst(keys, encoder, key) ? 1 : 0) : Width(keys, encoder);
    }

    public static int Width(CheckpointKeys keys, LdmTextEncoder encoder) =>
        keys.Size(Of(keys, encoder, "text_model.embeddings.token_embedding.weight").Key, 1);

    // OpenCLIP's own form is [width, projected]; a matrix that cannot be that lies as a linear layer's
    private static bool IsWidthFirst(CheckpointKeys keys, LdmTextEncoder encoder, string projection) =>
        !keys.Has(projection) || keys.Size(projection, 0) == Width(keys, encoder);
}
