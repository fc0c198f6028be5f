namespace Lora.Vocabulary;

/// <summary>The presets of target layers: kohya's own targets, and LyCORIS' by their names. Source: LyCORIS 3.2.0 lycoris/config.py.</summary>
public static class TargetPresets
{
    private static readonly string[] Transformers = ["Transformer2DModel"];
    private static readonly string[] Resampling = ["ResnetBlock2D", "Downsample2D", "Upsample2D"];
    private static readonly string[] Convolutions = ["conv_in", "conv_out"];
    private static readonly string[] Time = ["time_embedding.linear_1", "time_embedding.linear_2"];
    private static readonly string[] Text = ["CLIPAttention", "CLIPSdpaAttention", "CLIPMLP"];

    public static TargetPresetVariant Kohya { get; } = new("kohya", "The transformers; with conv_dim also the residual blocks and what resamples.")
    {
        UnetClasses = Transformers,
        UnetClassesOfConvolutions = Resampling,
        TextClasses = Text,
    };

    public static TargetPresetVariant Full { get; } = new("full", "Every linear layer and convolution of the U-Net, and the text encoders.")
    {
        UnetClasses = [.. Transformers, .. Resampling],
        UnetNames = [.. Convolutions, .. Time],
        TextClasses = Text,
    };

    public static TargetPresetVariant FullLinear { get; } = new("full-lin", "As full, without 3x3 convolutions and what resamples.")
    {
        UnetClasses = [.. Transformers, "ResnetBlock2D"],
        UnetNames = Time,
        TextClasses = Text,
        HasConvolutions = false,
    };

    public static TargetPresetVariant AttentionMlp { get; } = new("attn-mlp", "The transformers: attention, feed-forward parts and projections.")
    {
        UnetClasses = Transformers,
        TextClasses = Text,
        HasConvolutions = false,
    };

    public static TargetPresetVariant AttentionOnly { get; } = new("attn-only", "Attention alone.")
    {
        UnetClasses = ["CrossAttention", "SelfAttention"],
        TextClasses = ["CLIPAttention", "CLIPSdpaAttention"],
        HasConvolutions = false,
    };

    public static TargetPresetVariant UnetOnly { get; } = new("unet-only", "As full, without the text encoders.")
    {
        UnetClasses = Full.UnetClasses,
        UnetNames = Full.UnetNames,
    };

    public static TargetPresetVariant UnetTransformerOnly { get; } = new("unet-transformer-only", "As attn-mlp, without the text encoders.")
    {
        UnetClasses = Transformers,
        HasConvolutions = false,
    };

    public static TargetPresetVariant UnetConvblockOnly { get; } = new("unet-convblock-only", "Residual blocks, what resamples, first and last convolution.")
    {
        UnetClasses = Resampling,
        UnetNames = Convolutions,
    };

    // LyCORIS compares its names with the beginning of paths, which these never are
    public static TargetPresetVariant Ia3 { get; } = new("ia3", "Matches no layer, in LyCORIS as here: an error; attn-only comes nearest to what it means.")
    {
        UnetNames = ["to_k", "to_v", "ff.net.2"],
        TextNames = ["k_proj", "v_proj", "mlp.fc2"],
        HasConvolutions = false,
    };

    public static IReadOnlyList<TargetPresetVariant> All { get; } =
        [Kohya, Full, FullLinear, AttentionMlp, AttentionOnly, UnetOnly, UnetTransformerOnly, UnetConvblockOnly, Ia3];
}
