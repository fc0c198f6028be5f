using System.Globalization;
using System.Text.Json;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

[Trait("Golden", "lr")]
public class LrScheduleTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("lr", golden => !IsAdafactor(golden));

    public static IEnumerable<TheoryDataRow<LrScheduleVariant>> Rows => RowsOf(All);

    private static IEnumerable<LrScheduleVariant> All => Lora.Vocabulary.LrSchedules.All.Concat(Lora.Vocabulary.LrSchedules.OfTorch);

    [Theory, MemberData(nameof(Cases))]
    public void Rates_AreThePeers(GoldenCase golden)
    {
        var schedule = new LrSchedule(Of(golden), golden.Json.GetProperty("max_train_steps").GetInt32());
        var rate = golden.Json.GetProperty("base_lr").GetDouble();
        double[] recorded = [.. golden.Json.GetProperty("lr").EnumerateArray().Select(value => value.GetDouble())];
        golden.Compare("lr", [.. recorded.Select((_, step) => schedule.Rate(step, rate))], recorded);
    }

    [Fact]
    public void EveryRow_HasItsCourse() => Assert.Equal(All.ToHashSet(), LrScheduleCatalog.All.Keys.ToHashSet());

    [Theory, MemberData(nameof(Rows))]
    public void Rate_FollowsFromTheStepAlone(LrScheduleVariant row)
    {
        LrSchedule Made() => new(Settings.Of(Written(row)), 50);
        var forwards = Enumerable.Range(0, 50).Select(step => Made().Rate(step, 1e-3)).ToArray();
        var schedule = Made();
        var backwards = Enumerable.Range(0, 50).Reverse().Select(step => schedule.Rate(step, 1e-3)).Reverse().ToArray();
        Assert.Equal(forwards, backwards);
        Assert.All(forwards, rate => Assert.InRange(rate, 0, 1e-3));
        // that one shows what the optimizer finds
        Assert.Equal(row.Falls && row != Lora.Vocabulary.LrSchedules.Adafactor, forwards[^1] < forwards[row.TakesWarmup ? 5 : 0]);
    }

    [Fact]
    public void EveryPart_KeepsItsShareOfKohyasOwn()
    {
        var schedule = new LrSchedule(Settings.Of("LrScheduler=polynomial; LearningRate=1e-3; LrSchedulerArgs=lr_end=1e-4"), 100);
        Assert.Equal(1e-4, schedule.Rate(100, 1e-3), 1e-12);
        Assert.Equal(5e-5, schedule.Rate(100, 5e-4), 1e-12);
    }

    [Fact]
    public void EveryPart_ComesToTheSameRateOfPyTorchs()
    {
        var schedule = new LrSchedule(Settings.Of("LrSchedulerType=CosineAnnealingLR; LrSchedulerArgs=eta_min=1e-4"), 100);
        Assert.Equal(1e-4, schedule.Rate(100, 1e-3), 1e-12);
        Assert.Equal(1e-4, schedule.Rate(100, 5e-4), 1e-12);
    }

    [Fact]
    public void ClassOfPyTorch_GoesBeforeTheScheduler()
    {
        OptionValues values = Settings.Of("LrScheduler=linear; LrSchedulerType=torch.optim.lr_scheduler.StepLR; LrSchedulerArgs=step_size=2 gamma=0.5");
        var schedule = new LrSchedule(values, 10);
        Assert.Equal([1, 1, 0.5, 0.5, 0.25], Enumerable.Range(0, 5).Select(step => schedule.Rate(step, 1)));
    }

    [Theory]
    [InlineData("LrSchedulerType=MultiStepLR; LrSchedulerArgs=milestones=[2,4] gamma=0.5", "1 1 0.5 0.5 0.25 0.25")]
    [InlineData("LrSchedulerType=MultiStepLR; LrSchedulerArgs=milestones=2,2 gamma=0.5", "1 1 0.25 0.25 0.25 0.25")]
    [InlineData("LrSchedulerType=LinearLR; LrSchedulerArgs=start_factor=0.5 total_iters=4", "0.5 0.625 0.75 0.875 1 1")]
    [InlineData("LrSchedulerType=ConstantLR; LrSchedulerArgs=factor=0.5 total_iters=2", "0.5 0.5 1 1 1 1")]
    [InlineData("LrSchedulerType=PolynomialLR; LrSchedulerArgs=power=2 total_iters=4", "1 0.5625 0.25 0.0625 0 0")]
    [InlineData("LrSchedulerType=OneCycleLR; LrSchedulerArgs=max_lr=1 anneal_strategy='linear' div_factor=4 final_div_factor=2 pct_start=0.5",
        "0.25 0.625 1 0.708333 0.416667 0.125")]
    public void PyTorchsOther_AreAsDocumented(string options, string expected)
    {
        var schedule = new LrSchedule(Settings.Of(options), 6);
        Assert.All(expected.Split(' ').Select((text, step) => (double.Parse(text, CultureInfo.InvariantCulture), step)),
            pair => Assert.Equal(pair.Item1, schedule.Rate(pair.step, 1), 1e-6));
    }

    [Fact]
    public void Warmup_HasToGoWithTheSchedule()
    {
        Assert.Throws<ArgumentException>(() => Schedule("constant", 10, 5));
        Assert.Throws<ArgumentException>(() => Schedule("constant", 10, 0.1));
        Assert.Throws<ArgumentException>(() => Schedule("piecewise_constant", 10, 2, "LrSchedulerArgs=step_rules=1"));
        Assert.Throws<ArgumentException>(() => Schedule("cosine", 10, 1.5));
    }

    [Fact]
    public void Course_HasToLastAsLongAsTheTraining()
    {
        Assert.Throws<TrainingException>(() => Schedule("warmup_stable_decay", 10, 5, "LrDecaySteps=6"));
        Assert.Throws<TrainingException>(() => new LrSchedule(Settings.Of("LrSchedulerType=OneCycleLR; LrSchedulerArgs=max_lr=1 total_steps=9"), 10));
    }

    [Fact]
    public void Share_IsRoundedDown()
    {
        var schedule = Schedule("constant_with_warmup", 39, 0.1); // 3.9 steps
        Assert.Equal([0, 1 / 3.0, 2 / 3.0, 1], Enumerable.Range(0, 4).Select(step => schedule.Rate(step, 1)));
    }

    internal static bool IsAdafactor(GoldenCase golden) => golden.Name.StartsWith("adafactor", StringComparison.Ordinal);

    /// <summary>A case's arguments as a project writes them.</summary>
    private static Settings Of(GoldenCase golden)
    {
        var rate = golden.Json.GetProperty("base_lr").GetDouble().ToString(CultureInfo.InvariantCulture);
        var settings = Settings.Of($"LearningRate={rate}; LrSchedulerNumCycles=1");
        foreach (var hyper in golden.Json.GetProperty("hyper").EnumerateObject())
        {
            settings = settings.With(hyper.Name switch
            {
                // our own schedule, whose cases know no other option
                "warmup" => $"LrScheduler=rex; LrWarmupSteps={hyper.Value}",
                "min_lr" => $"LrSchedulerArgs=min_lr={hyper.Value} d={golden.Json.GetProperty("hyper").GetProperty("d")}",
                "d" => "",
                _ when hyper.Value.ValueKind == JsonValueKind.Array =>
                    $"{Row(hyper.Name)}={string.Join(' ', hyper.Value.EnumerateArray().Select(value => value.GetString()))}",
                _ => $"{Row(hyper.Name)}={hyper.Value}",
            });
        }

        return settings;
    }

    private static Option Row(string kohyaName) => Options.All.Single(option => option.KohyaName == kohyaName);

    private static LrSchedule Schedule(string name, int totalSteps, double warmup, string more = "") =>
        new(Settings.Of(FormattableString.Invariant($"LrScheduler={name}; LrWarmupSteps={warmup}")).With(more), totalSteps);

    private static string Written(LrScheduleVariant row)
    {
        var arguments = row.Required.Select(name => name switch
        {
            "step_rules" => "step_rules=1:10,0.5",
            "step_size" => "step_size=10",
            "milestones" => "milestones=10,20",
            "gamma" => "gamma=0.99",
            "max_lr" => "max_lr=1e-3",
            _ => throw new InvalidDataException($"what is a usual {name}?"),
        });
        var option = Lora.Vocabulary.LrSchedules.OfTorch.Contains(row) ? "LrSchedulerType" : "LrScheduler";
        return $"LearningRate=1e-3; {option}={row}; LrSchedulerNumCycles=1; LrDecaySteps=10; LrWarmupSteps={(row.TakesWarmup ? 5 : 0)}"
            + (row.Required.Count > 0 ? $"; LrSchedulerArgs={string.Join(' ', arguments)}" : "");
    }

    private static IEnumerable<TheoryDataRow<LrScheduleVariant>> RowsOf(IEnumerable<LrScheduleVariant> rows) =>
        rows.Select(row => new TheoryDataRow<LrScheduleVariant>(row) { TestDisplayName = row.Name });
}
