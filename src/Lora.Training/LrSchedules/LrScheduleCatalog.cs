using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// The course of each row of <see cref="LrSchedules"/>. kohya's own are factors of every rate behind a linear rise; of PyTorch's those that name rates bring
/// every part that is trained to the same one. Source: transformers 5.23 and diffusers 0.42 optimization.py, torch 2.13 lr_scheduler.py in closed form.
/// </summary>
internal static class LrScheduleCatalog
{
    public static IReadOnlyDictionary<LrScheduleVariant, Func<LrSettings, LrCourse>> All { get; } =
        new Dictionary<LrScheduleVariant, Func<LrSettings, LrCourse>>
        {
            [LrSchedules.Constant] = static of => Factors(of, static _ => 1),
            [LrSchedules.ConstantWithWarmup] = static of => Factors(of, static _ => 1),
            [LrSchedules.Linear] = static of => Factors(of, step => Math.Max(0, (of.TotalSteps - step) / Math.Max(1.0, of.TotalSteps - of.WarmupSteps))),
            [LrSchedules.Cosine] = static of => Factors(of, step => HalfCosine(of.Progress(step))),
            [LrSchedules.CosineWithRestarts] = static of => Factors(of, step => of.Progress(step) >= 1 ? 0 : HalfCosine(of.Cycles * of.Progress(step) % 1)),
            [LrSchedules.CosineWithMinLr] = static of => Factors(of, CosineWithMinLr(of)),
            [LrSchedules.Polynomial] = static of => Factors(of, Polynomial(of)),
            [LrSchedules.InverseSqrt] = static of => Factors(of, step => 1 / Math.Sqrt((double)(step + of.Timescale - of.WarmupSteps) / of.Timescale)),
            [LrSchedules.WarmupStableDecay] = static of => new WarmupStableDecay(of).Rate,
            [LrSchedules.PiecewiseConstant] = static of => Factors(of, of.Arguments.Get<StepRules>("step_rules").At),
            [LrSchedules.Rex] = static of => Factors(of, Rex(of)),
            [LrSchedules.Adafactor] = static of => Factors(of, static _ => 1),
            [LrSchedules.CosineAnnealingLr] = static of => Annealing(of, Steps(of, "T_max")),
            [LrSchedules.CosineAnnealingWarmRestarts] = static of => WarmRestarts(of, Steps(of, "T_0"), of.Arguments.Get<int>("T_mult")),
            [LrSchedules.StepLr] = static of => Factors(of, step => Math.Pow(of.Arguments.Get<double>("gamma"), step / of.Arguments.Get<int>("step_size"))),
            [LrSchedules.MultiStepLr] = static of => Factors(of, step =>
                Math.Pow(of.Arguments.Get<double>("gamma"), of.Arguments.Get<IReadOnlyList<int>>("milestones").Count(milestone => milestone <= step))),
            [LrSchedules.ExponentialLr] = static of => Factors(of, step => Math.Pow(of.Arguments.Get<double>("gamma"), step)),
            [LrSchedules.LinearLr] = static of => Factors(of, LinearTo(of)),
            [LrSchedules.ConstantLr] = static of => Factors(of, step =>
                step < of.Arguments.Get<int>("total_iters") ? of.Arguments.Get<double>("factor") : 1),
            [LrSchedules.PolynomialLr] = static of => Factors(of, PowerTo0(of)),
            [LrSchedules.OneCycleLr] = static of => new OneCycle(of).Rate,
        };

    /// <summary>Half a cosine from 1 to 0, which rises again past the end.</summary>
    internal static double HalfCosine(double progress) => Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress)));

    private static LrCourse Factors(LrSettings of, Func<int, double> behindWarmup) =>
        (step, rate) => rate * (step < of.WarmupSteps ? (double)step / of.WarmupSteps : behindWarmup(step));

    private static Func<int, double> CosineWithMinLr(LrSettings of)
    {
        var least = of.MinRatio ?? ((of.Arguments.Get<double?>("min_lr") ?? 0) / of.MainRate);
        return step => Math.Max(0, (HalfCosine(of.Cycles * of.Progress(step)) * (1 - least)) + least);
    }

    private static Func<int, double> Polynomial(LrSettings of)
    {
        var end = of.Arguments.Get<double>("lr_end");
        return step => step > of.TotalSteps ? end / of.MainRate
            : (((of.MainRate - end) * Math.Pow(1 - of.Progress(step), of.Power)) + end) / of.MainRate;
    }

    private static Func<int, double> Rex(LrSettings of)
    {
        var (least, d) = (of.Arguments.Get<double>("min_lr") / of.MainRate, of.Arguments.Get<double>("d"));
        return step =>
        {
            var left = Math.Max(0, 1 - of.Progress(step));
            return least + ((1 - least) * left / (1 - d + (d * left)));
        };
    }

    private static Func<int, double> LinearTo(LrSettings of)
    {
        var (start, end) = (of.Arguments.Get<double>("start_factor"), of.Arguments.Get<double>("end_factor"));
        var steps = of.Arguments.Get<int>("total_iters");
        return step => start + ((end - start) * Math.Min(steps, step) / steps);
    }

    private static Func<int, double> PowerTo0(LrSettings of)
    {
        var (steps, power) = (of.Arguments.Get<int>("total_iters"), of.Arguments.Get<double>("power"));
        return step => Math.Pow(1 - (Math.Min(step, steps) / (double)steps), power);
    }

    private static LrCourse Annealing(LrSettings of, int steps) => Between(of, step => (double)step / steps);

    private static LrCourse WarmRestarts(LrSettings of, int first, int factor) => Between(of, step =>
    {
        long length = first, at = step;
        if (factor == 1)
        {
            return (double)(at % length) / length;
        }

        for (; at >= length; length *= factor)
        {
            at -= length;
        }

        return (double)at / length;
    });

    private static LrCourse Between(LrSettings of, Func<int, double> progress)
    {
        var least = of.Arguments.Get<double>("eta_min");
        return (step, rate) => least + ((rate - least) * (1 + Math.Cos(Math.PI * progress(step))) / 2);
    }

    private static int Steps(LrSettings of, string name) => of.Arguments.Get<int>(name) is > 0 and var steps ? steps : Math.Max(1, of.TotalSteps);
}
