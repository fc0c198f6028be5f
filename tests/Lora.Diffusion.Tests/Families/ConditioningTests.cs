using Lora.Tensors;
using Lora.Testing;

namespace Lora.Diffusion.Tests.Families;

public sealed class ConditioningTests : IDisposable
{
    private readonly TensorRuntime _runtime = TestRuntime.New();

    public void Dispose() => _runtime.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Arrays_RestoreEveryMember(bool pooled, bool sizes)
    {
        var given = Make(2, 1, pooled, sizes);
        var restored = Conditioning.FromArrays(_runtime, given.ToArrays());
        Same(given, restored);
        Assert.Equal(pooled, restored.Pooled is not null);
        Assert.Equal(sizes, restored.Sizes is not null);
    }

    [Fact]
    public void Rows_JoinAndComeApartAgain()
    {
        Conditioning first = Make(2, 1), second = Make(1, 5);
        var joined = Conditioning.Concat(first, second);
        Assert.Equal((3, 4), (joined.Rows, joined.Tokens));
        Same(first, joined.Slice(0, 2));
        Same(second, joined.Slice(2, 3));
        Same(first, Conditioning.Concat(first));
    }

    [Fact]
    public void Parts_OfDifferentForm_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Conditioning.Concat(Make(1, 1), Make(1, 1, pooled: false)));
        var longer = Make(1, 1) with { Context = _runtime.Zeros([1, 5, 3]) };
        Assert.Throws<ArgumentException>(() => Conditioning.Concat(Make(1, 1), longer));
        Assert.Throws<ArgumentException>(() => Conditioning.Concat());
        Assert.Throws<ArgumentException>(() => Conditioning.FromArrays(_runtime, [new NamedArray("pooled", [1], [1])]));
    }

    [Fact]
    public void Kept_OutlivesItsScope()
    {
        using var outer = _runtime.NewScope();
        Conditioning kept;
        using (var scope = _runtime.NewScope())
        {
            kept = Make(1, 3).KeptBy(scope);
        }

        Same(Make(1, 3), kept);
    }

    private Conditioning Make(int rows, int seed, bool pooled = true, bool sizes = true) =>
        new(Normal(seed, rows, 4, 3), pooled ? Normal(seed + 1, rows, 2) : null, sizes ? Normal(seed + 2, rows, 6) : null);

    private Tensor Normal(int seed, params int[] shape)
    {
        var values = new float[shape.Aggregate(1, (a, b) => a * b)];
        new Generator((ulong)seed).Normal(values);
        return _runtime.FromFloats(values, shape);
    }

    private static void Same(Conditioning expected, Conditioning actual)
    {
        foreach (var (e, a) in expected.ToArrays().Zip(actual.ToArrays()))
        {
            Assert.Equal((e.Name, e.Shape, e.Values), (a.Name, a.Shape, a.Values), (x, y) =>
                x.Name == y.Name && x.Shape.SequenceEqual(y.Shape) && x.Values.SequenceEqual(y.Values));
        }
    }
}
