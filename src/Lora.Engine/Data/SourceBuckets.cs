using Lora.Dataset;
using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What a project's options say of its pictures' sizes and pixels, and their part in keys.</summary>
internal static class SourceBuckets
{
    internal static ImagePreparation Preparation(OptionValues values, ImageItem image) => new(Table(values, SideOf(image, values)))
    {
        Crop = PictureCrop.Of(image),
        // buckets off: nothing is ever chosen, so nothing forbids to enlarge
        NoUpscale = values.Get(DatasetOptions.EnableBucket) && values.Get(DatasetOptions.BucketNoUpscale),
        Mode = values.Get(DatasetOptions.EnableBucket) ? values.Get(ResizeOptions.ResizeMode) : ResizeMode.Bucket,
        Background = Rgb.Parse(values.Get(DatasetOptions.AlphaBackground)),
        ShrinkOnLoad = values.Get(ResizeOptions.ShrinkOnLoad) && values.Get(ResizeOptions.ResizeInterpolation).TakesAll,
        Interpolation = InterpolationCatalog.Of(values.Get(ResizeOptions.ResizeInterpolation)),
    };

    /// <summary>All that decides a prepared picture, beside its source.</summary>
    internal static EntryKey WithPreparation(this EntryKey key, OptionValues values, ImageItem image)
    {
        if (image.IsCroppedAnew)
        {
            key = key.With("random crop", image.RandomCrop).With("face", $"{image.Face}");
        }

        key = key.With("algorithm", ImagePreparation.Version).With(DatasetOptions.AlphaBackground, values)
            .With(ResizeOptions.ResizeInterpolation, values).With(ResizeOptions.ShrinkOnLoad, values);
        return values.Get(DatasetOptions.EnableBucket)
            ? key.With(DatasetOptions.Resolution.Name, SideOf(image, values)).With(DatasetOptions.MinBucketReso, values)
                .With(DatasetOptions.MaxBucketReso, values).With(DatasetOptions.BucketResoSteps, values)
                .With(DatasetOptions.BucketNoUpscale, values).With(ResizeOptions.ResizeMode, values)
            : key.With("square", SideOf(image, values));
    }

    /// <summary>Side of the square that a picture's bucket has the area of.</summary>
    internal static int SideOf(ImageItem image, OptionValues values) => image.Resolution ?? values.Get(DatasetOptions.Resolution);

    private static BucketTable Table(OptionValues values, int side)
    {
        if (!values.Get(DatasetOptions.EnableBucket))
        {
            return BucketTable.Single(side, side);
        }

        var step = values.Get(DatasetOptions.BucketResoSteps);
        var range = BucketRange.Snapped(values.Get(DatasetOptions.MinBucketReso), values.Get(DatasetOptions.MaxBucketReso), step);
        return BucketTable.Make(side, side, range.Min, range.Max, step);
    }
}
