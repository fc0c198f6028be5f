namespace Lora.Training.Tests;

public class BatchOrderTests
{
    private static TrainingSet Set(params (int Height, int Width, int Repeats)[] samples) => new([.. samples.Select((s, i) => new TrainingSample
    {
        Name = $"{i}.png", Caption = "", Height = s.Height, Width = s.Width, Mean = new float[4 * s.Height * s.Width], Repeats = s.Repeats,
    })]);

    private static readonly TrainingSet Mixed = Set((2, 2, 3), (2, 3, 2), (2, 2, 2), (3, 2, 1));

    [Fact]
    public void Epoch_ShowsEverySampleAsOftenAsItsRepeats()
    {
        var batches = new BatchOrder(Mixed, 2, 7).Epoch(0);
        var seen = batches.SelectMany(b => b).GroupBy(i => i).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(new Dictionary<int, int> { [0] = 3, [1] = 2, [2] = 2, [3] = 1 }, seen);
        Assert.Equal(Mixed.BatchesPerEpoch(2), batches.Count);
        Assert.Equal(3 + 1 + 1, batches.Count);
    }

    [Fact]
    public void Batch_HasOneSize() => Assert.All(new BatchOrder(Mixed, 4, 7).Epoch(1), batch =>
        Assert.Single(batch.Select(i => (Mixed.Samples[i].Height, Mixed.Samples[i].Width)).Distinct()));

    [Fact]
    public void SameSeed_GivesTheSameOrder() => Assert.Equal(new BatchOrder(Mixed, 2, 7).Epoch(3), new BatchOrder(Mixed, 2, 7).Epoch(3));

    [Fact]
    public void OtherSeedOrEpoch_GivesAnotherOrder()
    {
        var set = Set([.. Enumerable.Repeat((2, 2, 1), 40)]);
        int[] Flat(long seed, int epoch) => [.. new BatchOrder(set, 4, seed).Epoch(epoch).SelectMany(b => b)];
        Assert.NotEqual(Flat(1, 0), Flat(1, 1));
        Assert.NotEqual(Flat(1, 0), Flat(2, 0));
    }

    [Fact]
    public void MirroredTwin_TakesThePlaceOfEveryOtherSampleByChance()
    {
        var plain = Set([.. Enumerable.Repeat((2, 2, 5), 60)]);
        var set = new TrainingSet([.. plain.Samples.Select((sample, i) => i < 30 ? sample with { Mirrored = sample } : sample)]);
        var epochs = Enumerable.Range(0, 4).Select(epoch => new BatchOrder(set, 4, 7).Epoch(epoch)).ToArray();
        // all else is as without them
        Assert.All(epochs, (batches, epoch) =>
            Assert.Equal(new BatchOrder(plain, 4, 7).Epoch(epoch), batches.Select(batch => batch.Select(set.Original).ToArray())));
        Assert.Equal(epochs[1], new BatchOrder(set, 4, 7).Epoch(1));
        int[][] mirrored = [.. epochs.Select(batches => batches.SelectMany(batch => batch).Where(index => index >= 60).ToArray())];
        Assert.All(mirrored, indices => Assert.InRange(indices.Length, 50, 100)); // of 150
        Assert.All(mirrored.SelectMany(indices => indices), index => Assert.InRange(index - 60, 0, 29));
        Assert.NotEqual(mirrored[0], mirrored[1]);
        Assert.Same(set.Samples[3].Mirrored, set[63]);
    }

    [Theory]
    [InlineData(10, 0, 1, 50, 10, "MaxTrainEpochs")]
    [InlineData(10, 12, 1, 12, 3, "MaxTrainSteps")]
    [InlineData(2, 12, 1, 10, 2, "MaxTrainEpochs")]
    [InlineData(2, 0, 2, 6, 2, "MaxTrainEpochs")]
    [InlineData(0, 11, 1, 11, 3, "MaxTrainSteps")]
    [InlineData(0, 0, 1, 50, 10, "MaxTrainEpochs")]
    public void Plan_CountsAsKohya(int epochs, int steps, int accumulation, int total, int begun, string endedBy)
    {
        var plan = TrainingPlan.From(
            Mixed, Settings.Of($"TrainBatchSize=2; MaxTrainEpochs={epochs}; MaxTrainSteps={steps}; GradientAccumulationSteps={accumulation}"));
        Assert.Equal((4, 8, 5, total, begun), (plan.Images, plan.SamplesPerEpoch, plan.Phases[0].BatchesPerEpoch, plan.TotalSteps, plan.Epochs));
        Assert.Equal(endedBy, plan.Phases[0].EndedBy.Name);
    }

    [Fact]
    public void BadSamples_AreNamed()
    {
        static string Message(Func<TrainingSample, TrainingSample> change) => Assert.ThrowsAny<Exception>(() => new TrainingSet(
            [change(new TrainingSample { Name = "cat.png", Caption = "", Height = 2, Width = 2, Mean = new float[16] })])).Message;
        Assert.Throws<ArgumentException>(() => new TrainingSet([]));
        Assert.Contains("cat.png", Message(s => s with { Mean = new float[15] }));
        Assert.Contains("cat.png", Message(s => s with { Std = new float[3] }));
        Assert.Contains("repeated", Message(s => s with { Repeats = 0 }));
        Assert.Contains("finite", Message(s => s with { Mean = [float.NaN, .. new float[15]] }));
        Assert.Contains("weight", Message(s => s with { LossWeight = -1 }));
        Assert.Contains("mirrored", Message(s => s with { Mirrored = s with { Height = 1, Width = 4 } }));
    }
}
