namespace Lora.Training;

/// <summary>
/// Names of LoRA tensors in the files that diffusers writes: today PEFT's (<c>unet.mid_block...to_q.lora_A.weight</c>), before 2024 its own
/// (<c>...to_q.lora.down.weight</c>, <c>text_encoder...q_proj.lora_linear_layer.down.weight</c>). They hold no alpha: the scale is 1.
/// </summary>
internal static class DiffusersLoraNames
{
    public const string Down = "lora_A.weight";
    public const string Up = "lora_B.weight";

    // ending -> kohya's ending
    private static readonly (string Ending, string Kohya)[] Endings =
    [
        ("." + Down, LoraAdapter.DownName), ("." + Up, LoraAdapter.UpName),
        (".lora.down.weight", LoraAdapter.DownName), (".lora.up.weight", LoraAdapter.UpName),
        (".lora_linear_layer.down.weight", LoraAdapter.DownName), (".lora_linear_layer.up.weight", LoraAdapter.UpName),
    ];

    /// <summary>The layer and kohya's name of the tensor; null where the name has none of these forms.</summary>
    public static (string Module, string Tensor)? Parse(string name)
    {
        foreach (var (ending, kohya) in Endings)
        {
            if (name.EndsWith(ending, StringComparison.Ordinal))
            {
                return (name[..^ending.Length], kohya);
            }
        }

        return null;
    }
}
