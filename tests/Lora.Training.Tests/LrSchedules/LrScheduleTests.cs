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
        var schedule = new LrSchedule(
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
    public void EverySchedule_StaysBetweenZeroAndOne()
    {
        Assert.All(LrScheduleCatalog.All, info =>
        {
            var schedule = new LrSchedule(info.Name, 50, info.TakesWarmup ? 5 : 0, 2);
            Assert.All(Enumerable.Range(0, 50), step => Assert.InRange(schedule.Factor(step), 0, 1));
        });
    }

    [Theory]
    [InlineData("cosinus", 0, 1, "unknown")]
    [InlineData("constant", 5, 1, "constant_with_warmup")]
    [InlineData("cosine", -1, 1, "LrWarmupSteps")]
    [InlineData("cosine", 1.5, 1, "LrWarmupSteps")]
    [InlineData("cosine", double.NaN, 1, "LrWarmupSteps")]
    [InlineData("cosine_with_restarts", 0, 0, "LrSchedulerNumCycles")]
    public void WrongOption_IsNamed(string name, double warmup, int cycles, string part) =>
        Assert.Contains(part, Assert.Throws<TrainingException>(() => new LrSchedule(name, 10, warmup, cycles)).Message);

    [Fact]
    public void Share_IsRoundedDown() => Assert.Equal(3, new LrSchedule("cosine", 39, 0.1).WarmupSteps);

    private static JsonElement Kohya() => JsonDocument.Parse(File.ReadAllBytes(
        Repository.At("tests", "Lora.Training.Tests", "LrSchedules", "kohya-lr.json"))).RootElement.GetProperty("cases");
}
