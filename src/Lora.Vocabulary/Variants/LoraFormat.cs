namespace Lora.Vocabulary;

/// <summary>How the tensors of a LoRA are named.</summary>
public enum LoraFormat
{
    /// <summary><c>lora_unet_..._to_q.lora_down.weight</c>, with an <c>alpha</c> a module.</summary>
    Kohya,

    /// <summary><c>unet....to_q.lora_A.weight</c> as PEFT names them, the scale within the weights.</summary>
    Diffusers,
}
