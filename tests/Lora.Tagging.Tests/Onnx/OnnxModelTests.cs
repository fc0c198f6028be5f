using Lora.Testing;

namespace Lora.Tagging.Tests.Onnx;

/// <summary>What holds of every run: the same bytes, an end when told, and no more memory than allowed.</summary>
public sealed class OnnxModelTests
{
    [Fact]
    public void Runs_SideBySideGiveTheSameBytes()
    {
        using var model = TestOnnx.Runtime.Load(GoldenFolder.Find("onnx", "models", "wd14-convnext-nhwc.onnx"));
        var numbers = Enumerable.Range(0, 48 * 48 * 3).Select(i => (float)(i * 7919 % 256)).ToArray();
        var made = new float[8][];
        var input = new Dictionary<string, OnnxTensor> { ["input"] = new(numbers, 1, 48, 48, 3) };
        Parallel.For(0, made.Length, i => made[i] = model.Run(input, default)[0].Floats);
        Assert.All(made, each => Assert.Equal(made[0], each));
    }

    [Fact]
    public void RunThatWouldNotEnd_EndsWhenTold()
    {
        // 1600 times a product of 512 x 512: seconds
        const int Side = 512, Products = 1600;
        using var folder = new TempFolder();
        var writer = new OnnxModelWriter().Input("x", OnnxModelWriter.Float, Side, Side).Output($"y{Products}", OnnxModelWriter.Float, Side, Side);
        for (var i = 0; i < Products; i++)
        {
            writer.Node("MatMul", [i == 0 ? "x" : $"y{i}", "x"], $"y{i + 1}");
        }

        File.WriteAllBytes(folder["long.onnx"], writer.ToBytes());
        using var model = TestOnnx.Runtime.Load(folder["long.onnx"]);
        var stop = new CancellationTokenSource();
        // a thread of its own: a timer's call waits for one of the pool, which other tests may hold
        new Thread(() =>
        {
            Thread.Sleep(50);
            stop.Cancel();
        }).Start();
        var input = new Dictionary<string, OnnxTensor> { ["x"] = new(new float[Side * Side], Side, Side) };
        Assert.Throws<OperationCanceledException>(() => model.Run(input, stop.Token));
    }

    [Fact]
    public void MoreMemoryThanAllowed_IsAnError()
    {
        // 8 GB of fp32, which a machine may well have
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["large.onnx"], new OnnxModelWriter().Input("x", OnnxModelWriter.Float, 1).Output("y", OnnxModelWriter.Float, -1)
            .Longs("shape", [1], 1L << 31).Node("Expand", ["x", "shape"], "y").ToBytes());
        using var model = TestOnnx.Runtime.Load(folder["large.onnx"]);
        var error = Assert.Throws<OnnxException>(() => model.Run(new Dictionary<string, OnnxTensor> { ["x"] = new([1f], 1) }, default));
        Assert.Equal(OnnxFault.RunFailed, error.Fault);
        Assert.Contains("memory", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(1, 3, 12, true)]
    [InlineData(1, 3, 11, false)]
    [InlineData(10, 3, 6, true)]
    [InlineData(1, 1 << 30, 12, false)]
    public void Tensor_HoldsWhatItSays(int type, int size, int bytes, bool isRight)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["x.onnx"], new OnnxModelWriter().Constant("w", type, [size], new byte[bytes]).ToBytes());
        if (isRight)
        {
            Assert.Empty(OnnxFile.Check(folder["x.onnx"]));
        }
        else
        {
            Assert.Contains("'w'", Assert.Throws<OnnxException>(() => OnnxFile.Check(folder["x.onnx"])).Message, StringComparison.Ordinal);
        }
    }
}
