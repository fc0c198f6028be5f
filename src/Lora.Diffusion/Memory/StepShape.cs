using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>What decides how much memory one forward and backward takes.</summary>
public sealed record StepShape
{
    /// <summary>Of the runtime that it runs on.</summary>
    public required RuntimeMemory Runtime { get; init; }

    /// <summary>The parts that have adapters.</summary>
    public required IReadOnlyCollection<ModelPart> Trained { get; init; }

    /// <summary>Of each adapter.</summary>
    public required int Rank { get; init; }

    /// <summary>Convolutions have adapters too, and keep their inputs for them.</summary>
    public bool AdaptsConvolutions { get; init; }

    /// <summary>Samples.</summary>
    public required int Batch { get; init; }

    /// <summary>Of the latents.</summary>
    public required int Height { get; init; }

    /// <summary>Of the latents.</summary>
    public required int Width { get; init; }

    /// <summary>Tokens of a text, begin and end included.</summary>
    public required int ContextTokens { get; init; }

    public bool GradientCheckpointing { get; init; }

    /// <summary>Bytes of a value that a product with a frozen weight takes or gives.</summary>
    internal int ProductSize => Runtime.Products.Size();
}
