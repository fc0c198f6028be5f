using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>The schedule adafactor shows what the optimizer finds: the rate of each step, which is in fp32 there as in transformers.</summary>
[Trait("Golden", "lr")]
public class AdafactorScheduleTests
{
    private const double Rounding = 1e-6;

    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("lr", LrScheduleTests.IsAdafactor);

    [Theory, MemberData(nameof(Cases))]
    public void Rates_AreThoseOfTheOptimizersSteps(GoldenCase golden)
    {
        var hyper = golden.Json.GetProperty("hyper");
        OptionValues values = Settings.Of($"LrScheduler={hyper.GetProperty("lr_scheduler").GetString()!.Split(':')[0]}; OptimizerType=AdaFactor; "
            + $"OptimizerArgs=relative_step=True warmup_init={hyper.GetProperty("warmup_init")} scale_parameter={hyper.GetProperty("scale_parameter")}");
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        using var group = new ParameterGroup(runtime, "unet", 1, [[2]]);
        using var optimizer = OptimizerCatalog.Create(values);
        optimizer.Attach([group]);
        group.Set(0, [1, 1]);
        double[] recorded = [.. golden.Json.GetProperty("lr").EnumerateArray().Select(value => value.GetDouble())];
        var schedule = new LrSchedule(values, recorded.Length);
        // before a step kohya's scripts show what its name holds, and nothing is shown here
        var found = new List<double>();
        for (var step = 0; step < recorded.Length - 1; step++)
        {
            group.Gradients.CopyFrom_([0.1f, 0.1f]);
            var at = step;
            optimizer.Step(rate => schedule.Rate(at, rate));
            found.Add(optimizer.Found()[0]);
        }

        Assert.Equal(FoundKind.Rate, optimizer.Finds);
        golden.Compare("lr", [.. found], recorded[1..], new GoldenTolerance(1e-16, Rounding));
        golden.AllCompared();
    }
}
