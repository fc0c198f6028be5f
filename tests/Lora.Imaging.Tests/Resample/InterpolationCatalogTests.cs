using Lora.Vocabulary;

namespace Lora.Imaging.Tests.Resample;

public sealed class InterpolationCatalogTests
{
    [Fact]
    public void RowsAndImplementations_AreOneToOne() => Assert.Equal(ResizeInterpolations.All.ToHashSet(), InterpolationCatalog.All.ToHashSet());

    [Fact]
    public void Auto_IsAreaWhereNoSideGrows_AndLanczosElsewhere()
    {
        var source = Random(90, 70);
        var auto = InterpolationCatalog.Of(ResizeInterpolations.Auto);
        Assert.Equal(Resizer.Resize(source, 90, 33, Interpolations.OpenCvArea).Pixels, Resizer.Resize(source, 90, 33, auto).Pixels);
        Assert.Equal(Resizer.Lanczos(source, 91, 33).Pixels, Resizer.Resize(source, 91, 33, auto).Pixels);
    }

    private static Rgb24Image Random(int width, int height)
    {
        var image = new Rgb24Image(width, height);
        new Random(5).NextBytes(image.Pixels);
        return image;
    }
}
