using Lora.Diffusion;

namespace Lora.Training;

/// <summary>
/// kohya's default targets on Stable Diffusion 1.x: every linear layer and 1x1 convolution inside a module of a listed class. Source: kohya sd-scripts,
/// networks/lora.py.
/// </summary>
public static class LoraTargets
{
    public const string UnetPrefix = "lora_unet";
    public const string TextEncoderPrefix = "lora_te";

    private static readonly string[] UnetClasses = ["Transformer2DModel"];
    private static readonly string[] TextEncoderClasses = ["CLIPAttention", "CLIPSdpaAttention", "CLIPMLP"];

    /// <summary>The parts of a transformer block in the order of kohya's own U-Net class, which is the order of its files' keys.</summary>
    private static readonly string[] KohyaBlockOrder = [".attn1.", ".ff.", ".attn2."];

    /// <summary>Targets of a U-Net in kohya's order.</summary>
    public static IReadOnlyList<LoraTarget> OfUnet(Module unet) => InKohyaOrder(OfUnetInModuleOrder(unet));

    /// <summary>Targets of a U-Net in the order of its modules (diffusers').</summary>
    public static IReadOnlyList<LoraTarget> OfUnetInModuleOrder(Module unet) => Within(unet, UnetClasses, UnetPrefix);

    /// <summary>Targets of a CLIP text encoder.</summary>
    public static IReadOnlyList<LoraTarget> OfTextEncoder(Module textEncoder) => Within(textEncoder, TextEncoderClasses, TextEncoderPrefix);

    private static List<LoraTarget> Within(Module model, string[] classes, string prefix)
    {
        var targets = new List<LoraTarget>();
        foreach (var (_, className, module) in model.Modules)
        {
            if (Array.IndexOf(classes, className) < 0)
            {
                continue;
            }

            foreach (var entry in module.Modules)
            {
                if (entry.Layer is { } layer && layer.Kernel == (1, 1))
                {
                    targets.Add(new LoraTarget($"{prefix}_{layer.Path.Replace('.', '_')}", layer));
                }
            }
        }

        return targets;
    }

    /// <summary>Moves the feed-forward part of each transformer block before the attention to the prompt; everything else stays.</summary>
    private static List<LoraTarget> InKohyaOrder(IReadOnlyList<LoraTarget> targets)
    {
        var ordered = new List<LoraTarget>(targets.Count);
        foreach (var run in Runs(targets))
        {
            ordered.AddRange(run.OrderBy(target => Array.FindIndex(KohyaBlockOrder, part => target.Layer.Path.Contains(part, StringComparison.Ordinal))));
        }

        return ordered;
    }

    /// <summary>Cuts the list where the transformer block changes.</summary>
    private static IEnumerable<List<LoraTarget>> Runs(IReadOnlyList<LoraTarget> targets)
    {
        var run = new List<LoraTarget>();
        foreach (var target in targets)
        {
            if (run.Count > 0 && BlockOf(run[0]) != BlockOf(target))
            {
                yield return run;
                run = [];
            }

            run.Add(target);
        }

        yield return run;
    }

    private static string BlockOf(LoraTarget target)
    {
        var path = target.Layer.Path;
        var at = path.IndexOf(".transformer_blocks.", StringComparison.Ordinal);
        return at < 0 ? path : path[..path.IndexOf('.', at + ".transformer_blocks.".Length)];
    }
}
