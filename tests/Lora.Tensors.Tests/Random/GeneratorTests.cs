namespace Lora.Tensors.Tests;

public sealed class GeneratorTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)] // an odd count leaves the second value of a pair waiting
    public void SavedState_ContinuesTheStream(int before)
    {
        var generator = new Generator(7);
        generator.Normal(new float[before]);
        generator.Uniform(new float[1000]);
        var copy = Generator.Load(generator.Save());
        float[] a = new float[700], b = new float[700];
        generator.Normal(a.AsSpan(0, 3));
        copy.Normal(b.AsSpan(0, 3));
        generator.Uniform(a.AsSpan(3));
        copy.Uniform(b.AsSpan(3));
        Assert.Equal(a, b);
        Assert.Equal(generator.Save(), copy.Save());
    }

    [Fact]
    public void BytesThatAreNoState_AreRefused()
    {
        var state = new Generator(1).Save();
        Assert.Throws<InvalidDataException>(() => Generator.Load(state[..^1]));
        foreach (var damaged in new[] { 0, state.Length - 10, state.Length - 9 })
        {
            byte[] bad = [.. state];
            bad[damaged] = 0xFF;
            Assert.Throws<InvalidDataException>(() => Generator.Load(bad));
        }
    }

    [Fact]
    public void OnlyTheLow32BitsOfASeedCount() => Assert.Equal(new Generator(7).Save(), new Generator((1UL << 40) + 7).Save());

    [Fact]
    public void EmptyRange_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new Generator(0).RandInt(new long[1], 5, 5));

    [Fact]
    public void DropoutOfEverything_GivesZeros()
    {
        var values = new float[20];
        new Generator(0).Dropout(values, 1);
        Assert.All(values, v => Assert.Equal(0, v));
    }

    [Fact]
    public void HalfAndSingleStreams_AgreeOnWholeBlocks()
    {
        float[] a = new float[48], b = new float[48], c = new float[20], d = new float[20];
        new Generator(3).Normal(a);
        new Generator(3).NormalForHalf(b);
        Assert.Equal(a, b);
        new Generator(3).Normal(c);
        new Generator(3).NormalForHalf(d);
        Assert.NotEqual(c, d);
    }
}
