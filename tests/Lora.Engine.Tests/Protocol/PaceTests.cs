namespace Lora.Engine.Tests.Protocol;

public sealed class PaceTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void FirstStep_TellsNothing()
    {
        var pace = new Pace(_clock);
        Step(pace, 40);
        Assert.Equal((0, null), (pace.Rate, pace.SecondsFor(10)));
    }

    [Fact]
    public void SecondStep_TellsTheTimeLeftWhateverTheFirstTook()
    {
        var pace = new Pace(_clock);
        Step(pace, 300);
        Step(pace, 27);
        Assert.Equal(1 / 27.0, pace.Rate, 9);
        Assert.Equal(270, pace.SecondsFor(10)!.Value, 9);
    }

    [Fact]
    public void UnevenSteps_AreAveragedAtFirst()
    {
        var pace = new Pace(_clock);
        foreach (var seconds in (double[])[9, 1, 2, 3, 4])
        {
            Step(pace, seconds);
        }

        Assert.Equal(25, pace.SecondsFor(10)!.Value, 9);
    }

    [Fact]
    public void AnotherPace_IsFollowedLateInALongRun()
    {
        var pace = new Pace(_clock);
        for (var i = 0; i < 2000; i++)
        {
            Step(pace, i < 1900 ? 1 : 3);
        }

        Assert.InRange(pace.SecondsFor(1)!.Value, 2.9, 3);
    }

    [Fact]
    public void StepsThatEndTogether_ShareTheirTime()
    {
        var pace = new Pace(_clock);
        Step(pace, 20, count: 8);
        Assert.Null(pace.SecondsFor(1));
        Step(pace, 16, count: 8);
        Assert.Equal(2, pace.SecondsFor(1)!.Value, 9);
        Step(pace, 4, count: 4);
        Assert.Equal(20 / 12.0, pace.SecondsFor(1)!.Value, 9);
    }

    private void Step(Pace pace, double seconds, int count = 1)
    {
        _clock.Ticks += (long)(seconds * TimeSpan.TicksPerSecond);
        pace.Add(count);
    }

    private sealed class Clock : TimeProvider
    {
        internal long Ticks { get; set; } = 5;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }
}
