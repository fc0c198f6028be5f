using Lora.Testing;

namespace Lora.Training.Tests;

public class BatchMakerTests
{
    private const int Batches = 60;

    [Fact]
    public void Timesteps_StayInTheirRange()
    {
        var drawn = Timesteps("MinTimestep=300; MaxTimestep=310");
        Assert.Equal(300, drawn.Min());
        Assert.Equal(309, drawn.Max());
    }

    [Fact]
    public void RangeOfOne_IsThatTimestep() => Assert.All(Timesteps("MinTimestep=412; MaxTimestep=412"), timestep => Assert.Equal(412, timestep));

    [Fact]
    public void RangeOfNone_IsRefused() => Assert.Throws<ArgumentException>(() => Timesteps("MinTimestep=413; MaxTimestep=412"));

    [Fact]
    public void FullRange_DrawsWhatNoRangeDraws() => Assert.Equal(Timesteps(""), Timesteps("MinTimestep=0; MaxTimestep=1000"));

    [Fact]
    public void Mask_IsOnesForASampleWithoutOne()
    {
        using var model = new TinyModel();
        using var scope = model.Model.Runtime.NewScope();
        var mask = Enumerable.Range(0, 64).Select(i => i / 63f).ToArray();
        var plain = TinyTraining.Set(2);
        var set = new TrainingSet([plain.Samples[0], plain.Samples[1] with { Mask = mask }]);
        var values = Settings.Of();
        var maker = new BatchMaker(model.Model, set, values, new RandomStream(1, RandomPurpose.Noise));
        Assert.Null(maker.Next([0, 0]).Mask);
        var batch = maker.Next([1, 0]).Mask!;
        Assert.Equal([2, 1, 8, 8], batch.Shape.ToArray());
        Assert.Equal([.. mask, .. Enumerable.Repeat(1f, 64)], batch.ToFloats());
    }

    [Fact]
    public void LatentsThatAreDrawn_TakeThePlaceOfFixedOnes()
    {
        using var model = new TinyModel();
        using var scope = model.Model.Runtime.NewScope();
        var plain = TinyTraining.Set(2);
        var source = new SameLatent(plain.Samples[1]);
        var set = new TrainingSet([plain.Samples[0], plain.Samples[1] with { Mean = [], Std = [], Channels = 4, Source = source }]);
        TrainingBatch Next(TrainingSet from) => new BatchMaker(model.Model, from, Settings.Of(), new RandomStream(1, RandomPurpose.Noise),
            pictures: new RandomStream(2, RandomPurpose.Pictures)).Next([1, 0, 1]);

        var batch = Next(set);

        Assert.Equal(Next(plain).Noisy.ToFloats(), batch.Noisy.ToFloats());
        Assert.Equal(2, source.Draws.Distinct().Count());
        Assert.Equal([.. Enumerable.Repeat(0.25f, 64), .. Enumerable.Repeat(1f, 64), .. Enumerable.Repeat(0.25f, 64)], batch.Mask!.ToFloats());
        Assert.Throws<InvalidOperationException>(() => new BatchMaker(model.Model, set, Settings.Of(), new RandomStream(1, RandomPurpose.Noise)).Next([1]));
        Assert.Throws<ArgumentException>(() => new TrainingSet([plain.Samples[0], set.Samples[1] with { Channels = 3 }]));
    }

    [Fact]
    public void MaskOfAnotherSize_IsRefused()
    {
        var sample = TinyTraining.Set(1).Samples[0];
        Assert.Throws<ArgumentException>(() => new TrainingSet([sample with { Mask = new float[63] }]));
        Assert.Throws<ArgumentException>(() => new TrainingSet([sample with { Mask = [.. Enumerable.Repeat(float.NaN, 64)] }]));
    }

    [Fact]
    public void ShapedNoise_HasNumbersOfItsOwn()
    {
        using var model = new TinyModel();
        using var scope = model.Model.Runtime.NewScope();
        var set = TinyTraining.Set(2);
        TrainingBatch Next(string options) => new BatchMaker(
            model.Model, set, Settings.Of(options), new RandomStream(1, RandomPurpose.Noise), new RandomStream(1, RandomPurpose.NoiseShape)).Next([0, 1]);
        float[] Target(string options) => Next(options).Target.ToFloats();
        float[] Noisy(string options) => Next(options).Noisy.ToFloats();

        // an offset is one number a plane, on the same noise
        var moved = Target("NoiseOffset=0.5").Zip(Target(""), (with, without) => with - without).Chunk(64).ToArray();
        Assert.All(moved, plane => Assert.All(plane, value => Assert.Equal(plane[0], value, 1e-5f)));
        Assert.Equal(8, moved.Select(plane => MathF.Round(plane[0], 4)).Distinct().Count());

        // what perturbs the input is not to be predicted
        Assert.Equal(Target(""), Target("IpNoiseGamma=0.1"));
        Assert.NotEqual(Noisy(""), Noisy("IpNoiseGamma=0.1"));
        Assert.NotEqual(Target(""), Target("MultiresNoiseIterations=6"));
    }

    [Theory]
    [InlineData("NoiseOffset=0.1; NoiseOffsetRandomStrength=true")]
    [InlineData("IpNoiseGamma=0.1; IpNoiseGammaRandomStrength=true")]
    public void RandomStrength_DrawsAnotherOneForEachBatch(string options)
    {
        var draws = new CountingDraws();
        var shaping = NoiseShaping.Of(Settings.Of(options), draws)!;
        var noise = new float[8];
        shaping.Apply(noise, noise, [1, 2, 2, 2]);
        _ = shaping.OfInput(noise);
        Assert.Equal(1, draws.Uniforms);
    }

    [Fact]
    public void ShapeWithoutNumbers_IsAFault() => Assert.Throws<ArgumentNullException>(() => NoiseShaping.Of(Settings.Of("NoiseOffset=0.1"), null));

    private static float[] Timesteps(string options)
    {
        using var model = new TinyModel();
        using var scope = model.Model.Runtime.NewScope();
        var maker = new BatchMaker(model.Model, TinyTraining.Set(2), Settings.Of(options), new RandomStream(3, RandomPurpose.Noise));
        return [.. Enumerable.Range(0, Batches).SelectMany(_ => maker.Next([0, 1]).Timesteps)];
    }

    private sealed class SameLatent(TrainingSample sample) : ILatentSource
    {
        public List<double> Draws { get; } = [];

        public SampleLatent Draw(RandomStream random)
        {
            Draws.Add(random.NextDouble());
            return new(sample.Mean, sample.Std, [.. Enumerable.Repeat(0.25f, 64)]);
        }
    }

    private sealed class CountingDraws : INoiseDraws
    {
        public int Uniforms { get; private set; }

        public double NextDouble()
        {
            Uniforms++;
            return 0.5;
        }

        public void Normal(Span<float> values) => values.Fill(1);
    }
}
