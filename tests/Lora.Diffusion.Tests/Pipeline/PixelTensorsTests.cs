using Lora.Testing;

namespace Lora.Diffusion.Tests.Pipeline;

public sealed class PixelTensorsTests
{
    [Fact]
    public void EveryByte_ComesBack()
    {
        using var runtime = TestRuntime.New();
        var bytes = Enumerable.Range(0, 3 * 256).Select(i => (byte)(i * 7)).ToArray();
        var image = PixelTensors.FromRgb(runtime, bytes, 16, 16);
        Assert.Equal([1, 3, 16, 16], image.Shape.ToArray());
        Assert.Equal(bytes, PixelTensors.ToRgb(image, 0));
    }

    [Fact]
    public void ValuesOutOfRange_AreClamped_AndNanIsBlack()
    {
        using var runtime = TestRuntime.New();
        var image = runtime.FromFloats([-3, 1.5f, float.NaN], [1, 3, 1, 1]);
        Assert.Equal([0, 255, 0], PixelTensors.ToRgb(image, 0));
    }

    [Fact]
    public void WrongLength_IsRefused()
    {
        using var runtime = TestRuntime.New();
        Assert.Throws<ArgumentException>(() => PixelTensors.FromRgb(runtime, new byte[11], 2, 2));
    }
}
