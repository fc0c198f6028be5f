using Lora.Dataset;
using Lora.Diffusion;
using Lora.Imaging;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// A picture that is cropped, coloured and encoded anew each time that a training draws it: from what Resize kept of it, which is read again and compared with
/// its hash. Where neither crop nor colours vary it gives what would be cached.
/// </summary>
internal sealed class DrawnPicture : ILatentSource
{
    private readonly ImageItem _image;
    private readonly bool _flipped;
    private readonly IDiffusionModel _model;
    private readonly IImageCodec _codec;
    private readonly MadeFiles _made;
    private readonly ImagePreparation _preparation;
    private readonly PictureSizes _sizes;
    private readonly bool _hasMask;

    /// <param name="image">The picture.</param>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="flipped">Mirrored left to right.</param>
    /// <param name="hasMask">Resize left a mask of its loss.</param>
    /// <param name="model">Its autoencoder is loaded before the first draw.</param>
    /// <param name="request">Of the training.</param>
    /// <param name="context">Codec and store.</param>
    internal DrawnPicture(ImageItem image, PictureSizes sizes, bool flipped, bool hasMask, IDiffusionModel model, StageRequest request, StageContext context)
    {
        (_image, _sizes, _flipped, _hasMask, _model, _codec) = (image, sizes, flipped, hasMask, model, context.Codec);
        _made = context.MadeFor(request);
        _preparation = SourceBuckets.Preparation(request.Values, image);
    }

    /// <exception cref="FindingException">What Resize made is lost, or a value of the latent is no number.</exception>
    public SampleLatent Draw(RandomStream random)
    {
        var (bucket, source) = (_sizes.Bucket, _sizes.Source);
        var place = _preparation.Crop.IsCentred ? (CropPlace?)null : _preparation.Crop.Draw(bucket, source.Width, source.Height, random.NextDouble);
        var picture = Read(StageFiles.Picture(_image), place);
        if (_image.ColorAug)
        {
            ColorShift.Apply(picture, random.NextDouble);
        }

        return Encode(picture, place);
    }

    /// <summary>As it is: its middle, in its own colours.</summary>
    internal SampleLatent Plain()
    {
        var place = _preparation.Crop.IsCentred ? (CropPlace?)null : PictureCrop.Middle(_sizes.Bucket);
        return Encode(Read(StageFiles.Picture(_image), place), place);
    }

    private SampleLatent Encode(Rgb24Image picture, CropPlace? place)
    {
        var encoded = PictureEncoder.Encode(_model, _image, Turned(picture));
        var mask = _hasMask ? MaskPictures.Of(Turned(Read(StageFiles.Mask(_image), place)), encoded.Height, encoded.Width) : [];
        return new(encoded.Mean, encoded.Std, mask);
    }

    private Rgb24Image Turned(Rgb24Image picture) => _flipped ? picture.Mirrored() : picture;

    private Rgb24Image Read(string path, CropPlace? place)
    {
        var kept = _codec.Decode(_made.Read(Stage.Resize, path)).Opaque();
        return place is { } at ? _preparation.Take(kept, _sizes.Bucket, at) : kept;
    }
}
