using Lora.Dataset;
using Lora.Diffusion;
using Lora.Imaging;
using Lora.Project;

namespace Lora.Engine;

/// <summary>What is known of a picture from its sizes alone: its bucket, and what a model is told of both.</summary>
/// <param name="Source">Of the file.</param>
/// <param name="Bucket">Where it is trained.</param>
internal sealed record PictureSizes(ImageInfo Source, BucketChoice Bucket)
{
    /// <summary>The corner of the crop that kohya conditions on; a mirrored picture's is counted from its other side.</summary>
    internal (int Left, int Top) Corner(bool flipped)
    {
        var crop = CropBox.Of(Bucket.BucketWidth, Bucket.BucketHeight, Source.Width, Source.Height);
        return ((int)(flipped ? Bucket.BucketWidth - crop.Right : crop.Left), (int)crop.Top);
    }

    /// <summary>
    /// The same of every draw. kohya tells of a crop at random what it tells of one in the middle, and of one around a face that the picture is no larger.
    /// </summary>
    internal PictureSize Drawn(ImageItem image, bool flipped)
    {
        if (image.Face is not null)
        {
            return new(Bucket.BucketWidth, Bucket.BucketHeight, 0, 0, Bucket.BucketWidth, Bucket.BucketHeight);
        }

        var (left, top) = Corner(flipped);
        return new(Source.Width, Source.Height, left, top, Bucket.BucketWidth, Bucket.BucketHeight);
    }
}
