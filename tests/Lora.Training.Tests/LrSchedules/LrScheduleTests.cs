using System.Text.Json;
using Lora.Testing;

namespace Lora.Training.Tests;

public class LrScheduleTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases() =>
        Kohya().EnumerateArray().Select(c => new TheoryDataRow<string>(c.GetProperty("name").GetString()!));

    [Theory, MemberData(nameof(Cases))]
    public void KohyasSchedule_GivesKohyasRates(string name)
    {
        var golden = Kohya().EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        var hyper = golden.GetProperty("hyper");
        var schedule = Schedule(
            hyper.GetProperty("lr_scheduler").GetString()!,
            golden.GetProperty("max_train_steps").GetInt32(),
            hyper.TryGetProperty("lr_warmup_steps", out var warmup) ? warmup.GetDouble() : 0,
            hyper.TryGetProperty("lr_scheduler_num_cycles", out var cycles) ? cycles.GetInt32() : 1);
        var expected = golden.GetProperty("lr").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        for (var step = 0; step < expected.Length; step++)
        {
            var actual = golden.GetProperty("base_lr").GetDouble() * schedule.Factor(step);
            Assert.True(Math.Abs(actual - expected[step]) <= 1e-16 + (1e-9 * Math.Abs(expected[step])), $"step {step}: {actual} instead of {expected[step]}");
        }
    }

    [Fact]
    public void EveryRow_HasItsFormula() => Assert.Equal(Lora.Vocabulary.LrSchedules.All.ToHashSet(), LrScheduleCatalog.All.Keys.ToHashSet());

    [Fact]
    public void EverySchedule_StaysBetweenZeroAndOne() => Assert.All(Lora.Vocabulary.LrSchedules.All, row =>
    {
        var schedule = Schedule(row.Name, 50, row.TakesWarmup ? 5 : 0, 2);
        Assert.All(Enumerable.Range(0, 50), step => Assert.InRange(schedule.Factor(step), 0, 1));
    });

    [Fact]
    public void Warmup_HasToGoWithTheSchedule()
    {
        Assert.Throws<ArgumentException>(() => Schedule("constant", 10, 5));
        Assert.Throws<ArgumentException>(() => Schedule("constant", 10, 0.1));
        Assert.Throws<ArgumentException>(() => Schedule("cosine", 10, 1.5));
    }

    [Fact]
    public void Share_IsRoundedDown()
    {
        var schedule = Schedule("constant_with_warmup", 39, 0.1); // 3.9 steps
        Assert.Equal([0, 1 / 3.0, 2 / 3.0, 1], Enumerable.Range(0, 4).Select(schedule.Factor));
    }

    private static LrSchedule Schedule(string name, int totalSteps, double warmup = 0, int cycles = 1) =>
        new(Settings.Of(FormattableString.Invariant($"LrScheduler={name}; LrWarmupSteps={warmup}; LrSchedulerNumCycles={cycles}")), totalSteps);

    private static JsonElement Kohya() => JsonDocument.Parse(File.ReadAllBytes(
        Repository.At("tests", "Lora.Training.Tests", "LrSchedules", "kohya-lr.json"))).RootElement.GetProperty("cases");
}
