using Lora.Diffusion;
using Lora.Imaging;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Pictures as samples of a training, without their captions: their latents from the cache, or encoded anew in each draw.</summary>
/// <param name="model">The base model.</param>
/// <param name="request">Of the training.</param>
/// <param name="context">Store, models, codec.</param>
/// <param name="outputs">Told what is wrong with a picture.</param>
internal sealed class SampledPictures(IDiffusionModel model, StageRequest request, StageContext context, StageOutputs outputs)
{
    private readonly MadeFiles _made = context.MadeFor(request);
    private readonly LatentCache _cache = new(request, context, outputs);

    /// <summary>How many of them have a mask.</summary>
    internal int Masked { get; private set; }

    /// <summary>Null, with a finding, when the source picture is no longer the one that the request names.</summary>
    /// <exception cref="FindingException">The resized picture is lost, or the base model changed.</exception>
    /// <exception cref="CheckpointException">The autoencoder cannot be loaded.</exception>
    internal TrainingSample? Get(ImageItem image)
    {
        var hasMask = _made.Of(Stage.Resize).Any(file => file.Path == StageFiles.Mask(image));
        if (Get(image, flipped: false, hasMask) is not { } plain)
        {
            return null;
        }

        var mirrored = image.FlipAug && !image.IsValidation ? Get(image, flipped: true, hasMask) : null;
        Masked += hasMask && !image.IsValidation ? 1 : 0;
        return image.FlipAug && !image.IsValidation && mirrored is null ? null : plain with { Mirrored = mirrored };
    }

    private TrainingSample? Get(ImageItem image, bool flipped, bool hasMask) =>
        request.Get(DatasetOptions.CacheLatents) ? Cached(image, flipped, hasMask) : Drawn(image, flipped, hasMask);

    private TrainingSample? Cached(ImageItem image, bool flipped, bool hasMask) => _cache.Get(image, flipped) is not { } entry ? null : new()
    {
        Name = image.Name,
        Caption = "",
        Height = entry.Height,
        Width = entry.Width,
        Mean = entry.Mean,
        Std = entry.Std,
        Size = entry.Size(model.Latents.PixelsPerLatent),
        Mask = hasMask ? MaskPictures.Of(Mask(image, flipped), entry.Height, entry.Width) : [],
    };

    private TrainingSample? Drawn(ImageItem image, bool flipped, bool hasMask)
    {
        if (SourceImage.Read(image, outputs) is not { } file)
        {
            return null;
        }

        var source = context.Codec.Probe(file);
        var sizes = new PictureSizes(source, SourceBuckets.Preparation(request.Values, image).Place(source));
        var drawn = new DrawnPicture(image, sizes, flipped, hasMask, model, request, context);
        var sample = new TrainingSample
        {
            Name = image.Name,
            Caption = "",
            Height = sizes.Bucket.BucketHeight / model.Latents.PixelsPerLatent,
            Width = sizes.Bucket.BucketWidth / model.Latents.PixelsPerLatent,
            Channels = model.Latents.Channels,
            Size = sizes.Drawn(image, flipped),
        };
        if (!image.IsValidation)
        {
            return sample with { Source = drawn };
        }

        // what is only looked at is always the same
        context.Models.Load(request, ModelPart.Vae);
        var plain = drawn.Plain();
        return sample with { Mean = plain.Mean, Std = plain.Std, Mask = plain.Mask };
    }

    private Rgb24Image Mask(ImageItem image, bool flipped)
    {
        var mask = context.Codec.Decode(_made.Read(Stage.Resize, StageFiles.Mask(image))).Opaque();
        return flipped ? mask.Mirrored() : mask;
    }
}
