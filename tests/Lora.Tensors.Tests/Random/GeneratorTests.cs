using FsCheck;
using FsCheck.Fluent;

namespace Lora.Tensors.Tests;

public sealed class GeneratorTests
{
    /// <summary>Every kind of draw. Short normals leave the second value of a pair waiting, or take it; long ones pass over it.</summary>
    private static readonly Func<Generator, int, IEnumerable<double>>[] Draws =
    [
        (g, _) => [g.NextUInt32()],
        (g, _) => [g.NextUInt64() >> 11],
        (g, n) => Floats(n, values => g.Uniform(values)),
        (g, n) => Doubles(n, values => g.Uniform(values, -1, 3)),
        (g, n) => Floats(n, values => g.Normal(values)),
        (g, n) => Doubles(n, values => g.Normal(values, 2, 0.5)),
        (g, n) => Floats(n, values => g.NormalForHalf(values)),
        (g, n) => Longs(n, values => g.RandInt(values, -5, 1L << 40)),
        (g, n) => g.RandPerm(n).Select(i => (double)i),
        (g, n) => Floats(n, values => g.Bernoulli(values, 0.3)),
        (g, n) => Floats(n, values => g.Exponential(values)),
    ];

    [Fact]
    public void RestoredState_GivesTheSameFollowingDraws()
    {
        var draws = Gen.Choose(0, (Draws.Length * 40) - 1).ArrayOf().ToArbitrary();
        Prop.ForAll(draws, draws, Gen.Choose(0, int.MaxValue).ToArbitrary(), (before, after, seed) =>
        {
            var generator = new Generator((ulong)seed);
            Take(generator, before);
            var saved = generator.State();
            var restored = Generator.FromState(saved);
            Assert.Equal(saved, restored.State());
            Assert.Equal(Take(generator, after), Take(restored, after));
            Assert.Equal(generator.State(), restored.State());
        }).Check(Config.QuickThrowOnFailure.WithReplay(11, 5));
    }

    [Fact]
    public void DamagedState_IsRefused()
    {
        var generator = new Generator(1);
        generator.Normal(new float[3]); // the second value of a pair waits
        var state = generator.State();
        Assert.Throws<InvalidDataException>(() => Generator.FromState([]));
        Assert.Throws<InvalidDataException>(() => Generator.FromState(state.AsSpan(1)));
        Assert.Throws<InvalidDataException>(() => Generator.FromState([.. state, 0]));
        for (var bit = 0; bit < 8 * state.Length; bit++)
        {
            byte[] bad = [.. state];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidDataException>(() => Generator.FromState(bad));
        }
    }

    [Fact]
    public void OnlyTheLow32BitsOfASeedCount() => Assert.Equal(new Generator(7).State(), new Generator((1UL << 40) + 7).State());

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

    private static double[] Take(Generator generator, int[] draws) =>
        [.. draws.SelectMany(draw => Draws[draw % Draws.Length](generator, draw / Draws.Length))];

    private static IEnumerable<double> Floats(int count, Action<float[]> draw)
    {
        var values = new float[count];
        draw(values);
        return values.Select(v => (double)v);
    }

    private static double[] Doubles(int count, Action<double[]> draw)
    {
        var values = new double[count];
        draw(values);
        return values;
    }

    private static IEnumerable<double> Longs(int count, Action<long[]> draw)
    {
        var values = new long[count];
        draw(values);
        return values.Select(v => (double)v);
    }
}
