namespace Lora.Training.Tests.Saving;

/// <summary>Which files there are when a run has ended; expected as kohya's scripts leave them.</summary>
public class SaveRulesTests
{
    // five steps an epoch, ten epochs
    private static readonly Settings Ten = Settings.Of("MaxTrainEpochs=10");

    [Theory]
    [InlineData("SaveEveryNEpochs=3", "-000003 -000006 -000009")]
    [InlineData("SaveEveryNEpochs=5", "-000005")]
    [InlineData("SaveEveryNEpochs=2; SaveLastNEpochs=2", "-000006 -000008")]
    [InlineData("SaveEveryNEpochs=2; SaveLastNEpochs=9", "-000002 -000004 -000006 -000008")]
    [InlineData("SaveLastNEpochs=2", "")]
    [InlineData("SaveNEpochRatio=3", "-000003 -000006 -000009")]
    [InlineData("SaveNEpochRatio=4; SaveEveryNEpochs=7", "-000002 -000004 -000006 -000008")]
    [InlineData("SaveNEpochRatio=20; SaveLastNEpochs=1", "-000009")]
    [InlineData("SaveEveryNSteps=20", "-step00000020 -step00000040")]
    [InlineData("SaveEveryNSteps=25", "-step00000025")]
    [InlineData("SaveEveryNSteps=8; SaveLastNSteps=24", "-step00000024 -step00000032 -step00000040 -step00000048")]
    [InlineData("SaveEveryNSteps=8; SaveLastNSteps=23", "-step00000032 -step00000040 -step00000048")]
    [InlineData("SaveEveryNSteps=8; SaveLastNSteps=1", "-step00000048")]
    [InlineData("SaveEveryNSteps=20; SaveLastNSteps=10; SaveEveryNEpochs=6; SaveLastNEpochs=1", "-000006 -step00000040")]
    [InlineData("", "")]
    public void Files_AreThoseThatKohyaLeaves(string options, string suffixes) =>
        Check(suffixes.Split(' ', StringSplitOptions.RemoveEmptyEntries), Plan(Ten.With(options)));

    [Fact]
    public void StepAndEpoch_AreToldInKohyasOrderWithWhatIsDone()
    {
        var plan = Plan(Ten.With("SaveEveryNSteps=10; SaveEveryNEpochs=1"));
        Assert.Equal([new(SaveKind.Step, 2, 10), new(SaveKind.Epoch, 2, 10)], plan.DueAfter(10));
        Assert.Empty(plan.DueAfter(11));
        Assert.Equal([new(SaveKind.Step, 1, 8)], Plan(Ten.With("SaveEveryNSteps=8")).DueAfter(8));
        Assert.Equal([new(SaveKind.Final, 10, 50)], plan.DueAfter(50));
    }

    private static TrainingPlan Plan(Settings settings) => TrainingPlan.From(TinyTraining.Set(5), settings);

    private static void Check(string[] suffixes, TrainingPlan plan)
    {
        Assert.Equal(suffixes.Prepend(""), Left(plan));
        Assert.Equal(suffixes.Count(suffix => suffix.Contains("step", StringComparison.Ordinal)), plan.Saves.KeptSteps(plan.TotalSteps));
        Assert.Equal(suffixes.Length - plan.Saves.KeptSteps(plan.TotalSteps), plan.Saves.KeptEpochs);
        Assert.Equal(suffixes.Where(suffix => suffix.Length == 7), Enumerable.Range(1, plan.Epochs).Where(plan.Saves.KeepsEpoch)
            .Select(epoch => new SavePoint(SaveKind.Epoch, epoch, 0).Suffix));
    }

    private static IEnumerable<string> Left(TrainingPlan plan)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var point in Enumerable.Range(1, plan.TotalSteps).SelectMany(plan.DueAfter))
        {
            files.Add(point.Suffix);
            if (plan.Saves.Replaced(point) is { } replaced)
            {
                files.Remove(replaced.Suffix);
            }
        }

        return files;
    }
}
