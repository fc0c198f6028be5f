using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>The rearrangements between images, token rows and heads.</summary>
internal static class TokenViews
{
    /// <summary>[n, c, h, w] -> [n, h * w, c].</summary>
    public static Tensor ToTokens(this Tensor image) => image.Reshape(image.Size(0), image.Size(1), -1).Transpose(1, 2);

    /// <summary>[n, h * w, c] -> [n, c, h, w].</summary>
    public static Tensor ToImage(this Tensor tokens, int height, int width) =>
        tokens.Transpose(1, 2).Reshape(tokens.Size(0), tokens.Size(2), height, width);

    /// <summary>[n, t, heads * d] -> [n, heads, t, d].</summary>
    public static Tensor SplitHeads(this Tensor x, int heads) => x.Reshape(x.Size(0), x.Size(1), heads, -1).Transpose(1, 2);

    /// <summary>[n, heads, t, d] -> [n, t, heads * d].</summary>
    public static Tensor MergeHeads(this Tensor x) => x.Transpose(1, 2).Reshape(x.Size(0), x.Size(2), -1);
}
