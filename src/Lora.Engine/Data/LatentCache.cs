using Lora.Dataset;
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

    private readonly ImagePreparation _preparation = SourceBuckets.Preparation(request.Values);
    private readonly MadeFiles _made = context.MadeFor(request);

    /// <summary>Null, with a finding, when the source picture is no longer the one that the request names.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="flipped">Mirrored left to right.</param>
    /// <exception cref="FindingException">The resized picture is lost, or the base model changed.</exception>
    /// <exception cref="CheckpointException">The autoencoder cannot be loaded.</exception>
    internal LatentEntry? Get(ImageItem image, bool flipped = false)
    {
        var named = new EntryKey("latent", EntryVersion).With(Tool.Codec, request.Values).With("image", image.Sha256).WithPreparation(request.Values)
            .WithUpscaler(request).With(ModelPart.Vae, request.ModelHashes).With(Tool.Runtime, request.Values);
        var key = (flipped ? named.With("flipped", true) : named).Hash();
        if (context.Store.PathOfOnly(key) is { } path)
        {
            return LatentEntry.Read(path);
        }

        if (SourceImage.Read(image, outputs) is not { } source)
        {
            return null;
        }

        var entry = Encode(_made.Read(Stage.Resize, StageFiles.Picture(image)), source, flipped);
        if (!entry.IsFinite)
        {
            throw new FindingException(TrainingDiagnostics.LatentNotFinite.At(
                $"The latent of '{image.Name}' holds a value that is not a number.", image.Path));
        }

        context.Models.CheckFiles(request);
        context.Store.RecordOnly(key, entry.ToBytes());
        return entry;
    }

    private LatentEntry Encode(byte[] resized, byte[] file, bool flipped)
    {
        var picture = flipped ? context.Codec.Decode(resized).Opaque().Mirrored() : context.Codec.Decode(resized).Opaque();
        var source = context.Codec.Probe(file);
        var choice = _preparation.Place(source);
        var model = context.Models.Load(request, ModelPart.Vae);
        var runtime = context.Models.RuntimeFor(request);
        using var scope = runtime.NewScope();
        using var frozen = runtime.NoGrad();
        var latent = model.Encode(PixelTensors.FromRgb(runtime, picture.Pixels, picture.Width, picture.Height));
        var (height, width) = (latent.Mean.Size(2), latent.Mean.Size(3));
        var crop = CropBox.Of(choice.BucketWidth, choice.BucketHeight, source.Width, source.Height);
        // kohya counts a mirrored picture's crop from its other side
        var left = flipped ? choice.BucketWidth - crop.Right : crop.Left;
        return new(height, width, latent.Mean.ToFloats(), latent.Std().ToFloats(), source.Width, source.Height, (int)left, (int)crop.Top, flipped);
    }
}
