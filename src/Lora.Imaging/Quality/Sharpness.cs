namespace Lora.Imaging;

/// <summary>How sharp a picture is, by its grey levels; each number is OpenCV's. 0 = uniform; there is no upper end, noise is the sharpest of all.</summary>
public static class Sharpness
{
    /// <summary>Variance of the Laplacian: a few hundred and more in a sharp picture, some tens and less in a blurred one.</summary>
    public static double Laplacian(GreyImage image) => Stencil.Laplacian.Over(image).Variance;

    /// <summary>The same with an aperture of 3.</summary>
    public static double WideLaplacian(GreyImage image) => Stencil.WideLaplacian.Over(image).Variance;

    /// <summary>Mean squared length of the Sobel gradient.</summary>
    public static double Tenengrad(GreyImage image) =>
        (double)(Stencil.SobelAcross.Over(image).Squares + Stencil.SobelDown.Over(image).Squares) / image.Pixels.LongLength;

    /// <summary>
    /// The largest variance of the Laplacian among the picture's 3 x 3 equal parts: a portrait before a soft background is sharp where it matters, a blurred
    /// picture nowhere. Of a picture with a side under 3 pixels, that of the whole.
    /// </summary>
    public static double SharpestPart(GreyImage image)
    {
        const int parts = 3;
        if (image.Width < parts || image.Height < parts)
        {
            return Laplacian(image);
        }

        var sharpest = 0d;
        for (var i = 0; i < parts * parts; i++)
        {
            int left = i % parts * image.Width / parts, right = (i % parts + 1) * image.Width / parts;
            int top = i / parts * image.Height / parts, bottom = (i / parts + 1) * image.Height / parts;
            sharpest = Math.Max(sharpest, Laplacian(image.Crop(left, top, right - left, bottom - top)));
        }

        return sharpest;
    }
}
