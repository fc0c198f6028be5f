using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>The tensors that a model has in a single file of Stability's layout: for tools that write one.</summary>
public static class SingleFileKeys
{
    /// <summary>Names and shapes, part by part in the order of each part's state dict.</summary>
    /// <param name="folder">A model in diffusers' layout; its configs are read, no weights.</param>
    /// <exception cref="CheckpointException">A config cannot be used.</exception>
    public static IReadOnlyList<(string Name, int[] Shape)> Of(string folder)
    {
        var source = new DiffusersFolder(folder);
        var keys = new Dictionary<string, int[]>(StringComparer.Ordinal);
        var traits = source.Traits;
        foreach (var part in ModelPart.All)
        {
            if (source.ClassOf(part) is null || PartStructure.Of(source, part) is not { } structure)
            {
                continue;
            }

            foreach (var parameter in structure.Parameters)
            {
                var (key, which, isTransposed) = Place(part, parameter.Name, structure, traits);
                int[] shape = [.. parameter.Shape];
                shape[0] *= which.Count;
                keys[key] = isTransposed ? [.. shape.Reverse()] : shape;
            }
        }

        return [.. keys.Select(pair => (pair.Key, pair.Value))];
    }

    private static OpenClipPlace Place(ModelPart part, string name, Module structure, ModelTraits traits)
    {
        switch (structure)
        {
            case UNet2DConditionModel unet:
                return new(LdmLayout.Unet + new LdmUnetNames(unet.Config).Parameter(name), (0, 1));
            case AutoencoderKL vae:
                return new(LdmLayout.Vae + new LdmVaeNames(vae.Config.BlockOutChannels.Length).Parameter(name), (0, 1));
            default:
                var index = part == ModelPart.TextEncoder ? 0 : 1;
                var prefix = LdmLayout.PrefixOf(traits, index);
                if (traits.TextEncoders[index] == TextEncoderKind.Clip)
                {
                    return new(prefix + name, (0, 1));
                }

                var place = OpenClipNames.Of(name);
                return place with { Key = prefix + place.Key };
        }
    }
}
