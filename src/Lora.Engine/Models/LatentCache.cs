using Lora.Dataset;
using Lora.Diffusion;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Latents by content: from the store, or encoded now from the resized picture. The key names the source picture's bytes, the buckets, the autoencoder and the
/// versions of everything between, so that training finds them whatever happened to the stage that made them.
/// </summary>
internal sealed class LatentCache(StageRequest request, StageContext context)
{
    private const int EntryVersion = 1;

    private readonly BucketTable _buckets = SourceBuckets.Of(request.Values);

    /// <exception cref="FileNotFoundException">The resized picture is needed and is not there.</exception>
    /// <exception cref="CheckpointException">The autoencoder cannot be loaded.</exception>
    internal LatentEntry Get(ImageItem image)
    {
        var key = new EntryKey("latent", EntryVersion).With("codec", context.Codec.Name).With("algorithm", ImagePreparation.Version).With("image", image.Sha256)
            .WithBuckets(request.Values).With("vae", request.ModelHashes.GetValueOrDefault("vae", ""))
            .With("runtime", context.Models.Runtime.Name).Hash();
        if (context.Store.PathOfOnly(key) is { } path)
        {
            return LatentEntry.Read(path);
        }

        var entry = Encode(image);
        context.Store.RecordOnly(key, entry.ToBytes());
        return entry;
    }

    private LatentEntry Encode(ImageItem image)
    {
        var picture = context.Codec.Decode(File.ReadAllBytes(Path.Combine(request.Paths.ObjDirectory, StageFiles.Picture(image)))).OverWhite();
        var source = context.Codec.Probe(File.ReadAllBytes(image.Path));
        var choice = _buckets.Select(source.Width, source.Height, SourceBuckets.NoUpscale(request.Values))!.Value;
        var model = context.Models.Of(request);
        model.Load(ModelPart.Vae);
        var runtime = context.Models.Runtime;
        using var scope = runtime.NewScope();
        using var frozen = runtime.NoGrad();
        var latent = model.Encode(PixelTensors.FromRgb(runtime, picture.Pixels, picture.Width, picture.Height));
        var (height, width) = (latent.Mean.Size(2), latent.Mean.Size(3));
        return new(
            height, width, latent.Mean.ToFloats(), latent.Std().ToFloats(), source.Width, source.Height, choice.CropLeft, choice.CropTop, Flipped: false);
    }
}
