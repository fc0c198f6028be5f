using Lora.Imaging.Resample;

namespace Lora.Imaging;

/// <summary>
/// A way to bring a picture to another size. Each output sample is one sum in one fixed order, so that the bytes do not depend on threads or registers.
/// Stateless and thread safe.
/// </summary>
public abstract class Interpolation
{
    private protected Interpolation() { }

    /// <param name="source">At least one pixel.</param>
    /// <param name="width">At least 1.</param>
    /// <param name="height">At least 1.</param>
    internal abstract Samples To(Samples source, int width, int height);
}
