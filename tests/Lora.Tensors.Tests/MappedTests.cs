using Lora.Tensors.Embedded;
using Lora.Testing;

namespace Lora.Tensors.Tests;

/// <summary>Tensors over a file that lies in memory.</summary>
public sealed class MappedTests : IDisposable
{
    private static readonly float[] Values = [.. Enumerable.Range(0, 24).Select(i => i - 11.5f)];

    private readonly string _path = Path.GetTempFileName();
    private readonly TensorRuntime _runtime = TestRuntime.New();

    public void Dispose()
    {
        Assert.Equal(0, _runtime.LiveTensors);
        Assert.Equal(0, _runtime.LiveBytes);
        _runtime.Dispose();
        File.Delete(_path);
    }

    [Theory]
    [InlineData(SafetensorsDType.F16, DType.Float16)]
    [InlineData(SafetensorsDType.BF16, DType.BFloat16)]
    [InlineData(SafetensorsDType.F32, DType.Float32)]
    public void AMappedWeight_ComputesWhatItsCopyComputes(SafetensorsDType stored, DType type)
    {
        using var scope = _runtime.NewScope();
        using var file = Written(stored);
        var mapped = _runtime.FromMapped(file.Bytes("w"), [4, 6], type, file.Hold());
        var copied = _runtime.FromBytes(file.Bytes("w"), [4, 6], type);
        Assert.Equal(Values, mapped.ToFloats());
        var x = _runtime.FromFloats(Noise(5 * 6), [5, 6]);
        Assert.Equal(x.Linear(copied).ToFloats(), x.Linear(mapped).ToFloats());
    }

    [Fact]
    public void AMappedWeight_OutlivesItsFile_ThoughClosedAndReplaced()
    {
        using var scope = _runtime.NewScope();
        Tensor mapped;
        using (var file = Written(SafetensorsDType.F32))
        {
            mapped = _runtime.FromMapped(file.Bytes("w"), [24], DType.Float32, file.Hold());
        }

        File.WriteAllText(_path + ".new", "something else");
        File.Move(_path + ".new", _path, overwrite: true);
        Assert.Equal(Values, mapped.ToFloats());
    }

    [Fact]
    public void TheFile_IsHeldUntilTheLastViewIsFreed_OrNotAtAllWhereItWasCopied()
    {
        using var file = Written(SafetensorsDType.F32);
        var hold = new Counted();
        var mapped = _runtime.FromMapped(file.Bytes("w"), [4, 6], DType.Float32, hold);
        if (_runtime is EmbeddedRuntime embedded)
        {
            Assert.Equal((0, 96), (embedded.LiveBytes, embedded.MappedBytes));
            var view = mapped.Slice(0, 1, 3);
            mapped.Dispose();
            Assert.Equal((0, 96), (hold.Disposed, embedded.MappedBytes));
            Assert.Equal(Values[6..18], view.ToFloats());
            view.Dispose();
            Assert.Equal(0, embedded.MappedBytes);
        }

        mapped.Dispose();
        Assert.Equal(1, hold.Disposed);
    }

    [Fact]
    public void AnOddPlaceInAFile_IsCopied()
    {
        using var file = Written(SafetensorsDType.F32);
        var hold = new Counted();
        using var copied = _runtime.FromMapped(file.Bytes("w", 2, 8), [2], DType.Float32, hold);
        Assert.Equal(1, hold.Disposed);
        Assert.Equal(2, copied.ToFloats().Length);
    }

    [Fact]
    public void AnotherShapeThanThatOfTheBytes_IsRefused_AndTheFileLetGo()
    {
        using var file = Written(SafetensorsDType.F32);
        var hold = new Counted();
        Assert.Throws<ArgumentException>(() => _runtime.FromMapped(file.Bytes("w"), [5, 5], DType.Float32, hold));
        Assert.Equal(1, hold.Disposed);
    }

    [Fact]
    public void AMappedWeight_IsNotWrittenTo()
    {
        using var runtime = new EmbeddedRuntime();
        using var scope = runtime.NewScope();
        using var file = Written(SafetensorsDType.F32);
        var mapped = runtime.FromMapped(file.Bytes("w"), [24], DType.Float32, file.Hold());
        Action[] writes =
        [
            () => mapped.Zero_(), () => mapped.Add_(1), () => mapped.Mul_(2), () => mapped.CopyFrom_(Values),
            () => mapped.Slice(0, 1, 2).Add_(mapped.Slice(0, 1, 2)),
        ];
        Assert.All(writes, write => Assert.Throws<InvalidOperationException>(write));
        Assert.Equal(Values, mapped.ToFloats());
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("low rank")]
    [InlineData("convolution")]
    [InlineData("embedding")]
    public void AHalfWeight_IsNeverConvertedWhole(string layer)
    {
        const int Width = 256;
        using var runtime = new EmbeddedRuntime();
        using var scope = runtime.NewScope();
        using var file = Written(SafetensorsDType.F16, layer == "convolution" ? Width * Width * 9 : Width * Width);
        var weight = runtime.FromMapped(file.Bytes("w"), layer == "convolution" ? [Width, Width, 3, 3] : [Width, Width], DType.Float16, file.Hold());
        Tensor x = runtime.Ones(layer == "convolution" ? [1, Width, 2, 2] : [2, Width]), down = runtime.Ones([4, Width]), up = runtime.Ones([Width, 4]);
        x.RequiresGrad = down.RequiresGrad = up.RequiresGrad = layer != "embedding";
        var before = runtime.LiveBytes;
        var y = layer switch
        {
            "linear" => x.Linear(weight),
            "low rank" => x.LowRankLinear(weight, null, down, up, 1),
            "convolution" => x.Conv2d(weight, padding: 1),
            _ => weight.Embedding(runtime.FromLongs([3, 5], [2])).Cast(DType.Float32),
        };
        if (layer != "embedding")
        {
            y.Sum().Backward();
        }

        // the weight in fp32 would take 4 bytes a value
        Assert.InRange(runtime.PeakBytes - before, 0, weight.Count);
        Assert.Equal(weight.Count * 2, runtime.MappedBytes);
    }

    private static float[] Noise(int count) => Reference.Noise.Floats(1, count);

    private SafetensorsFile Written(SafetensorsDType type, int count = 24)
    {
        var writer = new SafetensorsWriter();
        writer.AddFloats("w", type, [count], count == Values.Length ? Values : Noise(count));
        writer.Save(_path);
        return new SafetensorsFile(_path);
    }

    private sealed class Counted : IDisposable
    {
        public int Disposed { get; private set; }

        public void Dispose() => Disposed++;
    }
}
