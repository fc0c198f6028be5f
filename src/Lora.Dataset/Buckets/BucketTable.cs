using Lora.Vocabulary;

namespace Lora.Dataset;

/// <summary>
/// Sizes that pictures of different shapes are trained at, all of about the same area, and the choice among them; as kohya's sd-scripts
/// (model_util.make_bucket_resolutions, train_util.BucketManager). Immutable.
/// </summary>
public sealed class BucketTable
{
    private readonly long _maxArea;
    private readonly int _side, _step;
    private readonly HashSet<(int Width, int Height)> _sizes;

    private BucketTable(int width, int height, int step, List<(int Width, int Height)> buckets)
    {
        (_maxArea, _side, _step, Buckets) = ((long)width * height, Math.Max(width, height), step, buckets);
        _sizes = [.. buckets];
    }

    /// <summary>Ascending by width, then height. Not used by a choice without upscaling.</summary>
    public IReadOnlyList<(int Width, int Height)> Buckets { get; }

    /// <param name="width">Target width (kohya's resolution); with <paramref name="height"/> it sets the area.</param>
    /// <param name="height">Target height.</param>
    /// <param name="min">Smallest side (min_bucket_reso); snapped down to 0 it means one step.</param>
    /// <param name="max">Largest side (max_bucket_reso).</param>
    /// <param name="step">All sides are its multiples (bucket_reso_steps), except <paramref name="max"/> itself.</param>
    /// <remarks>The square is always among them, whatever min and max say; where it is less than one step, the resolution itself is the only bucket.</remarks>
    public static BucketTable Make(int width, int height, int min, int max, int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegative(min);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        var area = (long)width * height;
        var square = (int)Math.Floor(Math.Sqrt(area) / step) * step;
        var found = new SortedSet<(int, int)>();
        if (square > 0)
        {
            found.Add((square, square));
        }

        for (var w = min == 0 ? step : min; w <= max; w += step)
        {
            var h = (int)Math.Min(max, area / w / step * step);
            if (h < min)
            {
                continue;
            }

            found.Add((w, h));
            found.Add((h, w));
        }
        if (found.Count == 0)
        {
            found.Add((width, height));
        }

        return new(width, height, step, [.. found]);
    }

    /// <summary>One bucket for all (kohya without enable_bucket): every picture covers it and is cropped to it.</summary>
    public static BucketTable Single(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return new(width, height, 1, [(width, height)]);
    }

    /// <summary>
    /// The bucket of a picture. With upscaling: a bucket of just its size, else the nearest aspect ratio (the first of equals), and the size that covers it.
    /// </summary>
    /// <param name="imageWidth">Upright width, at least 1.</param>
    /// <param name="imageHeight">Upright height, at least 1.</param>
    /// <param name="noUpscale">
    /// kohya's bucket_no_upscale: the picture is at most shrunk to the area and floored to the step; min, max and <see cref="Buckets"/> play no part.
    /// </param>
    /// <param name="mode">
    /// Other than by bucket, a picture gets the size so told, or keeps its own where it would grow and may not, and is floored to the step.
    /// </param>
    /// <returns>Null where the picture is less than one step high and floored to it (kohya divides by zero there).</returns>
    public BucketChoice? Select(int imageWidth, int imageHeight, bool noUpscale = false, ResizeMode mode = ResizeMode.Bucket)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imageWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imageHeight);
        return (mode, noUpscale) switch
        {
            (ResizeMode.LongSide, _) => Floored(imageWidth, imageHeight, ScaleToSide(imageWidth, imageHeight, noUpscale)),
            (ResizeMode.Area, _) or (_, true) => Floored(imageWidth, imageHeight, ScaleToArea(imageWidth, imageHeight, noUpscale)),
            _ => SelectNearest(imageWidth, imageHeight),
        };
    }

    private BucketChoice SelectNearest(int imageWidth, int imageHeight)
    {
        var aspect = (double)imageWidth / imageHeight;
        var bucket = (Width: imageWidth, Height: imageHeight);
        if (!_sizes.Contains(bucket))
        {
            bucket = Buckets.MinBy(b => Math.Abs((double)b.Width / b.Height - aspect));
        }

        var bucketAspect = (double)bucket.Width / bucket.Height;
        var scale = aspect > bucketAspect ? (double)bucket.Height / imageHeight : (double)bucket.Width / imageWidth;
        return new(bucket.Width, bucket.Height, Round(imageWidth * scale), Round(imageHeight * scale), bucketAspect - aspect);
    }

    private BucketChoice? Floored(int imageWidth, int imageHeight, (int Width, int Height)? resized)
    {
        if (resized is not var (width, height) || height < _step)
        {
            return null;
        }

        int bucketWidth = width - width % _step, bucketHeight = height - height % _step;
        return new(bucketWidth, bucketHeight, width, height, (double)bucketWidth / bucketHeight - (double)imageWidth / imageHeight);
    }

    private (int Width, int Height) ScaleToSide(int width, int height, bool noUpscale)
    {
        var scale = (double)_side / Math.Max(width, height);
        return noUpscale && scale > 1 ? (width, height) : (Round(width * scale), Round(height * scale));
    }

    /// <summary>Of two candidates, one with its width on the step and one with its height, the one that keeps its shape better with both on it.</summary>
    private (int Width, int Height)? ScaleToArea(int imageWidth, int imageHeight, bool noUpscale)
    {
        if (noUpscale && (long)imageWidth * imageHeight <= _maxArea)
        {
            return (imageWidth, imageHeight);
        }

        var aspect = (double)imageWidth / imageHeight;
        double exactWidth = Math.Sqrt(_maxArea * aspect), exactHeight = _maxArea / exactWidth;
        int widthFirst = RoundToStep(exactWidth), itsHeight = RoundToStep(widthFirst / aspect);
        int heightFirst = RoundToStep(exactHeight), itsWidth = RoundToStep(heightFirst * aspect);
        if (itsHeight == 0 || heightFirst == 0)
        {
            return null;
        }

        double widthError = Math.Abs((double)widthFirst / itsHeight - aspect), heightError = Math.Abs((double)itsWidth / heightFirst - aspect);
        return widthError < heightError ? (widthFirst, Round(widthFirst / aspect)) : (Round(heightFirst * aspect), heightFirst);
    }

    private static int Round(double x) => (int)(x + 0.5);

    private int RoundToStep(double x)
    {
        var rounded = Round(x);
        return rounded - rounded % _step;
    }
}
