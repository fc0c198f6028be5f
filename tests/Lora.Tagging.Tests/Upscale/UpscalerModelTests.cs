using Lora.Imaging;
using Lora.Tensors;
using Lora.Testing;

namespace Lora.Tagging.Tests.Upscale;

/// <summary>Tiles with a margin give what the whole picture gives.</summary>
public sealed class UpscalerModelTests
{
    [Theory]
    [InlineData("srvgg-x4.onnx", 4)]
    [InlineData("rrdbnet-x4.onnx", 4)]
    [InlineData("rrdbnet-x2.onnx", 2)]
    public void Tiles_AreOfTheWholePicture(string name, int factor)
    {
        using var model = UpscalerModel.Open(TestOnnx.Runtime, GoldenFolder.Find("onnx", "models", name));
        var picture = Noise(53, 38);
        var whole = model.Enlarge(picture, 64, 0, default);
        Assert.Equal((53 * factor, 38 * factor), (whole.Width, whole.Height));
        Assert.InRange(Difference(whole, model.Enlarge(picture, 16, 32, default)), 0, 1);
        // without a margin a tile's border shows, and so the test can fail
        Assert.True(Difference(whole, model.Enlarge(picture, 16, 0, default)) > 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(95)]
    [InlineData(96)]
    [InlineData(97)]
    [InlineData(500)]
    public void Tiling_TakesEachSampleOnce(int length)
    {
        Tiling[] tiles = [.. Tiling.Of(length, UpscalerModel.Middle, UpscalerModel.Margin)];
        Assert.Equal(Enumerable.Range(0, length), tiles.SelectMany(tile => Enumerable.Range(tile.From + tile.Skip, tile.Take)));
        Assert.All(tiles, tile => Assert.InRange(tile.From + tile.Count, tile.From + tile.Skip + tile.Take, length));
        Assert.All(tiles, tile => Assert.True(tile.Skip == UpscalerModel.Margin || tile.From == 0));
    }

    [Fact]
    public void Tagger_IsNoUpscaler() => Assert.Equal(OnnxFault.WrongLayout, Assert.Throws<OnnxException>(() =>
        UpscalerModel.Open(TestOnnx.Runtime, GoldenFolder.Find("onnx", "models", "wd14-vit-nhwc.onnx"))).Fault);

    [Fact]
    public void ModelThatMakesNoLargerPicture_Fails()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["half.onnx"], new OnnxModelWriter()
            .Input("x", OnnxModelWriter.Float, 1, 3, -1, -1).Output("y", OnnxModelWriter.Float, 1, 3, -1, -1)
            .Node("AveragePool", ["x"], "y", ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 })).ToBytes());
        using var model = UpscalerModel.Open(TestOnnx.Runtime, folder["half.onnx"]);
        Assert.Equal(OnnxFault.RunFailed, Assert.Throws<OnnxException>(() => model.Enlarge(Noise(8, 8), default)).Fault);
    }

    private static int Difference(Rgb24Image one, Rgb24Image other) => one.Pixels.Zip(other.Pixels, (a, b) => Math.Abs(a - b)).Max();

    private static Rgb24Image Noise(int width, int height)
    {
        var values = new float[width * height * 3];
        new Generator(5).Normal(values, 0.5, 0.2);
        return new(width, height, [.. values.Select(value => (byte)Math.Clamp(value * 255, 0, 255))]);
    }
}
