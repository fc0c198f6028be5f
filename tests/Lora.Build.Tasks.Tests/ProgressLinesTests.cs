namespace Lora.Build.Tasks.Tests;

public sealed class ProgressLinesTests
{
    [Fact]
    public void LongTraining_GivesALineEveryFivePerCent()
    {
        var time = TimeSpan.Zero;
        var lines = new ProgressLines(() => time);
        var shown = 0;
        for (var step = 1; step <= 800; step++)
        {
            time += TimeSpan.FromSeconds(1);
            shown += lines.Wants(step, 800) ? 1 : 0;
        }

        Assert.Equal(20, shown);
    }

    [Fact]
    public void QuickStage_ShowsItsFirstAndLast()
    {
        var lines = new ProgressLines(() => TimeSpan.FromSeconds(1));

        Assert.Equal([1, 14], Enumerable.Range(1, 14).Where(step => lines.Wants(step, 14)));
    }
}
