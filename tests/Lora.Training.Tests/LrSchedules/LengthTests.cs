using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>Which schedules a training can go on with past its end: what their rows say is what their rates do.</summary>
public class LengthTests
{
    private static readonly Dictionary<string, string> Written = new(StringComparer.Ordinal)
    {
        ["piecewise_constant"] = "step_rules=1:3,0.1:6,0.01",
        ["StepLR"] = "step_size=3",
        ["MultiStepLR"] = "milestones=2,5",
        ["ExponentialLR"] = "gamma=0.9",
        ["OneCycleLR"] = "max_lr=0.01",
    };

    public static TheoryData<string, string> Schedules =>
    [
        .. LrSchedules.All.Concat(LrSchedules.OfTorch).Select(schedule => (schedule.Name, Written.GetValueOrDefault(schedule.Name, ""))),
        ("CosineAnnealingLR", "T_max=4"), ("CosineAnnealingWarmRestarts", "T_0=4"), ("OneCycleLR", "max_lr=0.01 total_steps=40"),
    ];

    [Theory, MemberData(nameof(Schedules))]
    public void Row_SaysWhetherRatesDependOnTheLength(string name, string arguments)
    {
        var schedule = LrSchedules.All.Concat(LrSchedules.OfTorch).First(row => row.Name == name);
        OptionValues values = Settings.Of($"{(LrSchedules.All.Contains(schedule) ? "LrScheduler" : "LrSchedulerType")}={name}"
            + $"; LrSchedulerArgs={arguments}; LrWarmupSteps={(schedule.TakesWarmup ? 2 : 0)}; LrDecaySteps=3");

        double[] Rates(int totalSteps) => [.. Enumerable.Range(0, 10).Select(step => new LrSchedule(values, totalSteps).Rate(step, 0.5))];

        Assert.Equal(schedule.FollowsLength(values.Get(LrScheduleOptions.LrSchedulerArgs)), !Rates(10).SequenceEqual(Rates(13)));
    }
}
