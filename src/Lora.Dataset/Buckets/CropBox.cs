namespace Lora.Dataset;

/// <summary>
/// The crop that SDXL is told of, in bucket pixels. kohya computes it as if the picture were fitted inside the bucket, not cropped to it;
/// the numbers are part of what its models were trained with. The crop of the pixels is <see cref="BucketChoice.CropLeft"/>.
/// </summary>
public readonly record struct CropBox(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Source: sd-scripts, BucketManager.get_crop_ltrb. All sizes at least 1.</summary>
    public static CropBox Of(int bucketWidth, int bucketHeight, int imageWidth, int imageHeight)
    {
        double bucketAspect = (double)bucketWidth / bucketHeight, aspect = (double)imageWidth / imageHeight;
        var width = bucketAspect > aspect ? bucketHeight * aspect : bucketWidth;
        var height = bucketAspect > aspect ? bucketHeight : bucketWidth / aspect;
        double left = Math.Floor((bucketWidth - width) / 2), top = Math.Floor((bucketHeight - height) / 2);
        return new(left, top, left + width, top + height);
    }
}
