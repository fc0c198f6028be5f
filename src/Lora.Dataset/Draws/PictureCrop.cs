using Lora.Project;

namespace Lora.Dataset;

/// <summary>
/// Which part of a picture is trained: its middle, or in each draw another one. Source: sd-scripts, train_util.trim_and_resize_if_required and
/// BaseDataset.crop_target, which crops around faces only where there are no buckets; here the bucket takes the place of its one size.
/// </summary>
/// <param name="IsRandom">kohya's random_crop: anywhere, or around a face further from it.</param>
/// <param name="Face">kohya's face_crop_aug_range: the face that is in the middle.</param>
public sealed record PictureCrop(bool IsRandom = false, FaceCrop? Face = null)
{
    // a face is only moved where it is seen to be moved
    private const int SmallestMovedFace = 40;
    private const int MovedShare = 20;
    private const int FacesAlongTheSide = 10;

    /// <summary>The crop of an image.</summary>
    public static PictureCrop Of(ImageItem image) => new(image.RandomCrop, image.Face);

    /// <summary>Always the middle: the same in every draw.</summary>
    public bool IsCentred => !IsRandom && Face is null;

    /// <summary>The size that a picture is kept at, for every draw to be taken from it; the bucket's where all are the same.</summary>
    /// <param name="bucket">The picture's.</param>
    /// <param name="width">Of the source.</param>
    /// <param name="height">As <paramref name="width"/>.</param>
    public (int Width, int Height) Kept(BucketChoice bucket, int width, int height) => IsCentred ? (bucket.BucketWidth, bucket.BucketHeight)
        : Face is null ? (bucket.ResizedWidth, bucket.ResizedHeight)
        : Sized(Scales(bucket, Face, width, height).Largest, width, height);

    /// <summary>One draw.</summary>
    /// <param name="bucket">The picture's.</param>
    /// <param name="width">Of the source.</param>
    /// <param name="height">As <paramref name="width"/>.</param>
    /// <param name="chance">A number in [0, 1) at each call.</param>
    public CropPlace Draw(BucketChoice bucket, int width, int height, Func<double> chance)
    {
        if (Face is { } face)
        {
            var (least, largest) = Scales(bucket, face, width, height);
            var scale = least < largest ? least + ((largest - least) * chance()) : least;
            var (across, down) = Sized(scale, width, height);
            var side = Math.Min(bucket.BucketWidth, bucket.BucketHeight);
            var top = Around(Rounded(face.Y * scale), bucket.BucketHeight, down);
            return new(across, down, Around(Rounded(face.X * scale), bucket.BucketWidth, across), top);

            int Around(int middle, int length, int whole)
            {
                var start = middle - (length / 2);
                if (IsRandom)
                {
                    // the sum of two: the face is likely to be near the middle
                    var reach = Math.Max(whole - middle, middle);
                    start += Next(reach + 1) + Next(reach + 1) - reach;
                }
                else if (face.Min != face.Max && face.Size > side / FacesAlongTheSide && face.Size >= SmallestMovedFace)
                {
                    var reach = face.Size / MovedShare;
                    start += Next((2 * reach) + 1) - reach;
                }

                return Math.Clamp(start, 0, whole - length);
            }
        }

        var (free, below) = (bucket.ResizedWidth - bucket.BucketWidth, bucket.ResizedHeight - bucket.BucketHeight);
        return IsRandom ? new(bucket.ResizedWidth, bucket.ResizedHeight, Next(free + 1), Next(below + 1)) : Middle(bucket);

        int Next(int bound) => Math.Min((int)(chance() * bound), bound - 1);
    }

    /// <summary>The middle, where nothing is drawn.</summary>
    public static CropPlace Middle(BucketChoice bucket) => new(bucket.ResizedWidth, bucket.ResizedHeight, bucket.CropLeft, bucket.CropTop);

    // a picture only grows where its bucket is larger
    private static (double Least, double Largest) Scales(BucketChoice bucket, FaceCrop face, int width, int height)
    {
        var side = (double)Math.Min(bucket.BucketWidth, bucket.BucketHeight);
        var cover = Math.Max((double)bucket.BucketWidth / width, (double)bucket.BucketHeight / height);
        var least = Math.Max(cover, Math.Min(1, side / (face.Size * face.Max)));
        return (least, Math.Max(least, Math.Min(1, side / (face.Size * face.Min))));
    }

    private static (int Width, int Height) Sized(double scale, int width, int height) => (Rounded(width * scale), Rounded(height * scale));

    private static int Rounded(double x) => (int)(x + 0.5);
}
