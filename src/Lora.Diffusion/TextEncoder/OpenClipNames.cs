namespace Lora.Diffusion;

/// <summary>Where a weight of a text encoder lies in a file of OpenCLIP's form.</summary>
/// <param name="Key">Name there, without the prefix.</param>
/// <param name="Part">Which of how many equal parts of it, along the first dimension.</param>
/// <param name="IsTransposed">It lies the other way round.</param>
internal readonly record struct OpenClipPlace(string Key, (int Index, int Count) Part, bool IsTransposed = false);

/// <summary>
/// transformers' names of a CLIP text encoder's weights -> OpenCLIP's, which single files of Stable Diffusion 2.x and XL use: queries, keys and values lie in
/// one matrix there.
/// </summary>
internal static class OpenClipNames
{
    /// <summary>The projection of the pooled state, [width, projected].</summary>
    public const string Projection = "text_projection";

    private static readonly string[] Fused = ["q_proj", "k_proj", "v_proj"];

    /// <summary>For instance <c>text_model.encoder.layers.0.self_attn.k_proj.bias</c> -> the second third of <c>...attn.in_proj_bias</c>.</summary>
    /// <exception cref="ArgumentException">There is no such weight.</exception>
    public static OpenClipPlace Of(string name) => name.Split('.') switch
    {
        ["text_model", "embeddings", "token_embedding", "weight"] => Whole("token_embedding.weight"),
        ["text_model", "embeddings", "position_embedding", "weight"] => Whole("positional_embedding"),
        ["text_model", "final_layer_norm", var leaf] => Whole($"ln_final.{leaf}"),
        ["text_projection", "weight"] => new(Projection, (0, 1), IsTransposed: true),
        ["text_model", "encoder", "layers", var layer, "self_attn", "out_proj", var leaf] => Whole($"{Block(layer)}.attn.out_proj.{leaf}"),
        ["text_model", "encoder", "layers", var layer, "self_attn", var which, var leaf] =>
            new($"{Block(layer)}.attn.in_proj_{leaf}", (Array.IndexOf(Fused, which), Fused.Length)),
        ["text_model", "encoder", "layers", var layer, "layer_norm1", var leaf] => Whole($"{Block(layer)}.ln_1.{leaf}"),
        ["text_model", "encoder", "layers", var layer, "layer_norm2", var leaf] => Whole($"{Block(layer)}.ln_2.{leaf}"),
        ["text_model", "encoder", "layers", var layer, "mlp", "fc1", var leaf] => Whole($"{Block(layer)}.mlp.c_fc.{leaf}"),
        ["text_model", "encoder", "layers", var layer, "mlp", "fc2", var leaf] => Whole($"{Block(layer)}.mlp.c_proj.{leaf}"),
        _ => throw new ArgumentException($"'{name}' is no weight of a text encoder.", nameof(name)),
    };

    private static OpenClipPlace Whole(string key) => new(key, (0, 1));

    private static string Block(string layer) => $"transformer.resblocks.{layer}";
}
