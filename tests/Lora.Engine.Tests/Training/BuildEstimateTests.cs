namespace Lora.Engine.Tests.Training;

public sealed class BuildEstimateTests
{
    private readonly Clock _clock = new();
    private readonly RecordedEvents _events = new();

    [Fact]
    public void TenthStep_TellsTheWholeBuild()
    {
        Run(new BuildEstimate(_events, _clock, samples: 0), 9, steps: 100, _ => 2);
        Assert.Equal("", _events.Text);
        Run(new BuildEstimate(_events, _clock, samples: 30), 100, steps: 100, _ => 2);
        Assert.Equal("  time: about 4 min 20 s: training 3 min 20 s, samples 60 s, at 2.0 s/step", _events.Text);
    }

    [Fact]
    public void WithoutSamples_ThereIsOneTime()
    {
        Run(new BuildEstimate(_events, _clock, samples: 0), 20, steps: 100, _ => 0.5);
        Assert.Equal("  time: about 50 s at 2.0 steps/s", _events.Text);
    }

    [Fact]
    public void AFifthOff_IsSaidAgain()
    {
        Run(new BuildEstimate(_events, _clock, samples: 0), 1000, steps: 1000, step => step <= 500 ? 1 : step <= 600 ? 1.1 : 3);
        var said = _events.Text.Split('\n');
        Assert.Equal("  time: about 16 min 40 s at 1.0 steps/s", said[0]);
        Assert.All(said[1..], line => Assert.Matches(@"^  time: about \d+ min \d\d s, 2[0-9] % more than said before at ", line));
        Assert.InRange(said.Length, 3, 5);
    }

    [Fact]
    public void FasterThanSaid_IsSaidToo()
    {
        Run(new BuildEstimate(_events, _clock, samples: 0), 1000, steps: 1000, step => step <= 20 ? 4 : 1);
        Assert.Contains("% less than said before", _events.Text);
    }

    [Fact]
    public void SamplesBetweenTwoSteps_AreCountedOnce()
    {
        var pace = new Pace(_clock);
        var estimate = new BuildEstimate(_events, _clock, samples: 40);
        for (var step = 1; step <= 100; step++)
        {
            _clock.Ticks += TimeSpan.TicksPerSecond;
            pace.Add();
            estimate.OnStep(pace, 100 - step);
            if (step % 25 == 0)
            {
                estimate.Draw(10, () => _clock.Ticks += 12 * TimeSpan.TicksPerSecond);
                pace.Resume();
            }
        }

        Assert.Equal("  time: about 2 min 20 s: training 1 min 40 s, samples 40 s, at 1.0 steps/s", _events.Text);
    }

    private void Run(BuildEstimate estimate, int until, int steps, Func<int, double> seconds)
    {
        var pace = new Pace(_clock);
        for (var step = 1; step <= until; step++)
        {
            _clock.Ticks += (long)(seconds(step) * TimeSpan.TicksPerSecond);
            pace.Add();
            estimate.OnStep(pace, steps - step);
        }
    }

    private sealed class Clock : TimeProvider
    {
        internal long Ticks { get; set; } = 5;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }
}
