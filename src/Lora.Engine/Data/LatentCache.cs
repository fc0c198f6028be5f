using Lora.Diffusion;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Latents by content: from the store, or encoded now from the resized picture. The key names the source picture's bytes, the buckets, the autoencoder and the
/// versions of everything between, so that training finds them whatever happened to the stage that made them.
/// </summary>
internal sealed class LatentCache(StageRequest request, StageContext context, StageOutputs outputs)
{
    private const int EntryVersion = 2;

    private readonly MadeFiles _made = context.MadeFor(request);

    /// <summary>Null, with a finding, when the source picture is no longer the one that the request names.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="flipped">Mirrored left to right.</param>
    /// <exception cref="FindingException">The resized picture is lost, its latent no number, or the base model changed.</exception>
    /// <exception cref="CheckpointException">The autoencoder cannot be loaded.</exception>
    internal LatentEntry? Get(ImageItem image, bool flipped = false)
    {
        var named = new EntryKey("latent", EntryVersion).With(Tool.Codec, request.Values).With("image", image.Sha256).WithPreparation(request.Values, image)
            .WithUpscaler(request).With(ModelPart.Vae, request.ModelHashes).With(Tool.Runtime, request.Values);
        var key = (flipped ? named.With("flipped", true) : named).Hash();
        if (StoredTensors.Read(context.Store, key, LatentEntry.Read) is { } known)
        {
            return known;
        }

        if (SourceImage.Read(image, outputs) is not { } source)
        {
            return null;
        }

        var entry = Encode(image, source, flipped);
        context.Models.CheckFiles(request);
        context.Store.RecordOnly(key, entry.ToBytes());
        return entry;
    }

    private LatentEntry Encode(ImageItem image, byte[] file, bool flipped)
    {
        var resized = context.Codec.Decode(_made.Read(Stage.Resize, StageFiles.Picture(image))).Opaque();
        var source = context.Codec.Probe(file);
        var sizes = new PictureSizes(source, SourceBuckets.Preparation(request.Values, image).Place(source));
        var encoded = PictureEncoder.Encode(context.Models.Load(request, ModelPart.Vae), image, flipped ? resized.Mirrored() : resized);
        var (left, top) = sizes.Corner(flipped);
        return new(encoded.Height, encoded.Width, encoded.Mean, encoded.Std, source.Width, source.Height, left, top, flipped);
    }
}
