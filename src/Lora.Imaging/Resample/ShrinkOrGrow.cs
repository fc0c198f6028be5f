namespace Lora.Imaging.Resample;

/// <summary>kohya's rule: one way where no side grows, another where one does.</summary>
internal sealed class ShrinkOrGrow(Interpolation shrink, Interpolation grow) : Interpolation
{
    internal override Samples To(Samples source, int width, int height) =>
        (width <= source.Width && height <= source.Height ? shrink : grow).To(source, width, height);
}
