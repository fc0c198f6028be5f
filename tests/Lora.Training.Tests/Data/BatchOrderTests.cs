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

    [Theory]
    [InlineData(10, null, 1, 50, 10, "MaxTrainEpochs")]
    [InlineData(10, 12, 1, 12, 3, "MaxTrainSteps")]
    [InlineData(2, 12, 1, 10, 2, "MaxTrainEpochs")]
    [InlineData(2, null, 2, 6, 2, "MaxTrainEpochs")]
    [InlineData(null, 11, 1, 11, 3, "MaxTrainSteps")]
    [InlineData(null, null, 1, 1600, 320, "MaxTrainSteps")]
    public void Plan_CountsAsKohya(int? epochs, int? steps, int accumulation, int total, int begun, string endedBy)
    {
        var options = new TrainingOptions { TrainBatchSize = 2, MaxTrainEpochs = epochs, MaxTrainSteps = steps, GradientAccumulationSteps = accumulation };
        var plan = TrainingPlan.From(Mixed, options);
        Assert.Equal((4, 8, 5, total, begun, endedBy), (plan.Images, plan.SamplesPerEpoch, plan.BatchesPerEpoch, plan.TotalSteps, plan.Epochs, plan.EndedBy));
    }

    [Fact]
    public void Saves_ComeEveryNEpochsButNotAfterTheLast()
    {
        var plan = TrainingPlan.From(Mixed, new TrainingOptions { MaxTrainEpochs = 10 });
        Assert.Equal([3, 6, 9], Enumerable.Range(1, 10).Where(e => plan.SavesAfter(e, 3)));
        Assert.Equal([5], Enumerable.Range(1, 10).Where(e => plan.SavesAfter(e, 5)));
        Assert.DoesNotContain(Enumerable.Range(1, 10), e => plan.SavesAfter(e, 0));
    }

    [Fact]
    public void BadSamples_AreNamed()
    {
        static string Message(Func<TrainingSample, TrainingSample> change) => Assert.Throws<TrainingException>(() => new TrainingSet(
            [change(new TrainingSample { Name = "cat.png", Caption = "", Height = 2, Width = 2, Mean = new float[16] })])).Message;
        Assert.Contains("no images", Assert.Throws<TrainingException>(() => new TrainingSet([])).Message);
        Assert.Contains("cat.png", Message(s => s with { Mean = new float[15] }));
        Assert.Contains("cat.png", Message(s => s with { Std = new float[3] }));
        Assert.Contains("NumRepeats", Message(s => s with { Repeats = 0 }));
        Assert.Contains("finite", Message(s => s with { Mean = [float.NaN, .. new float[15]] }));
        Assert.Contains("weight", Message(s => s with { LossWeight = -1 }));
    }
}
