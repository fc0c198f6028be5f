namespace Lora.Dataset;

/// <param name="BucketWidth">Size that the picture is trained at. 0 where the picture is narrower than one step and may not grow.</param>
/// <param name="BucketHeight">As <paramref name="BucketWidth"/>.</param>
/// <param name="ResizedWidth">Size to resample to; it covers the bucket.</param>
/// <param name="ResizedHeight">As <paramref name="ResizedWidth"/>.</param>
/// <param name="AspectError">Bucket's aspect ratio (width / height) less the picture's.</param>
public readonly record struct BucketChoice(int BucketWidth, int BucketHeight, int ResizedWidth, int ResizedHeight, double AspectError)
{
    /// <summary>The share of the picture that the crop leaves out, 0 to 1.</summary>
    public double CropLoss => 1 - (double)BucketWidth * BucketHeight / ((double)ResizedWidth * ResizedHeight);

    public bool IsUsable => BucketWidth > 0 && BucketHeight > 0;

    /// <summary>Left edge of the centred crop that is trained on, in the resized picture.</summary>
    public int CropLeft => (ResizedWidth - BucketWidth) / 2;

    /// <summary>Top edge of the centred crop that is trained on, in the resized picture.</summary>
    public int CropTop => (ResizedHeight - BucketHeight) / 2;
}
