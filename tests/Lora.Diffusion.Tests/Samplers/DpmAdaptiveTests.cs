using Lora.Diffusion.Samplers;
using Lora.Diffusion.Schedules;
using Lora.Tensors;
using Lora.Testing;

namespace Lora.Diffusion.Tests.Samplers;

public sealed class DpmAdaptiveTests
{
    // pictures of normal values: the best prediction of the noise in them is known
    private const double Mean = 0.6;
    private const double Deviation = 0.5;

    private static readonly NoiseSchedule Schedule = new(ScheduleConfig.StableDiffusion);
    private static readonly SigmaTable Table = new(Schedule);

    [Fact]
    public void Run_TakesTheStepsOfTheReference()
    {
        using var runtime = TestRuntime.New();
        double[] start = [.. Enumerable.Range(0, 16).Select(i => Table.Sigmas[^1] * Math.Sin(i + 1))];
        var expected = Reference(start, Noise(), out var accepted, out var rejected);
        var noise = Noise();
        var sampler = DpmAdaptive.Make(Schedule);
        var x = runtime.FromFloats([.. start.Select(value => (float)value)], [1, 4, 2, 2]);
        x = Run(sampler, x, shape => runtime.FromFloats([.. noise(16).Select(value => (float)value)], shape));
        Assert.True(rejected > 0);
        // the reference asks again where a step is repeated
        Assert.Equal(3 * accepted + 2 * rejected, sampler.Timesteps.Count);
        var actual = x.ToFloats();
        for (var i = 0; i < actual.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-3);
        }
    }

    [Fact]
    public void Pictures_HaveTheMeanAndTheDeviationOfThose_ThatTheModelKnows()
    {
        using var runtime = TestRuntime.New();
        var noise = new SeededNoise(runtime, [1]);
        var x = Run(DpmAdaptive.Make(Schedule), noise.Draw([1, 4, 64, 64]) * Table.Sigmas[^1], noise.Draw).ToFloats();
        Assert.Equal(Mean, x.Average(), 0.02);
        Assert.Equal(Deviation, Math.Sqrt(x.Average(value => Math.Pow(value - Mean, 2))), 0.02);
    }

    [Fact]
    public void ModelThatNoStepSatisfies_IsNotAskedForEver()
    {
        using var runtime = TestRuntime.New();
        var noise = new SeededNoise(runtime, [1]);
        var draws = new Generator(2);
        var sampler = DpmAdaptive.Make(Schedule);
        Run(sampler, noise.Draw([1, 4, 2, 2]) * Table.Sigmas[^1], noise.Draw, (x, _) =>
        {
            var values = new float[16];
            draws.Normal(values);
            return runtime.FromFloats([.. values.Select(value => 1e4f * value)], x.Shape);
        });
        Assert.InRange(sampler.Timesteps.Count, 1, 3100);
    }

    [Fact]
    public void ModelThatGivesNoNumbers_EndsTheRun()
    {
        using var runtime = TestRuntime.New();
        var noise = new SeededNoise(runtime, [1]);
        var sampler = DpmAdaptive.Make(Schedule);
        var end = Run(sampler, noise.Draw([1, 4, 2, 2]) * Table.Sigmas[^1], noise.Draw, (x, _) => x.Affine(double.NaN, 0));
        Assert.All(end.ToFloats(), value => Assert.True(float.IsNaN(value)));
        Assert.Equal(6, sampler.Timesteps.Count);
    }

    [Fact]
    public void SeveralPictures_AreRefused()
    {
        using var runtime = TestRuntime.New();
        var noise = new SeededNoise(runtime, [1, 2]);
        Assert.Throws<ArgumentException>(() => Run(DpmAdaptive.Make(Schedule), noise.Draw([2, 4, 2, 2]), noise.Draw));
    }

    private static Tensor Run(Sampler sampler, Tensor x, NoiseSource noise, Func<Tensor, double, Tensor>? model = null)
    {
        for (var step = 0; step < sampler.Timesteps.Count; step++)
        {
            x = sampler.Step((model ?? Predict)(sampler.ScaleModelInput(x, step), sampler.Timesteps[step]), step, x, noise);
        }

        return x;
    }

    // what the model sees is x / sqrt(sigma^2 + 1)
    private static Tensor Predict(Tensor seen, double timestep)
    {
        var sigma = Table.FromTimestep(timestep);
        var share = sigma / (Deviation * Deviation + sigma * sigma);
        return seen.Affine(share * Math.Sqrt(sigma * sigma + 1), -share * Mean);
    }

    private static Func<int, double[]> Noise()
    {
        var at = 0;
        return n => [.. Enumerable.Range(0, n).Select(_ => Math.Sqrt(2) * Math.Sin(1.7 * ++at))];
    }

    /// <summary>The paper's solver in its own terms: time t = -log sigma, every evaluation anew, the controller with all three coefficients.</summary>
    private static double[] Reference(double[] x, Func<int, double[]> noise, out int accepted, out int rejected)
    {
        double s = -Math.Log(Table.Sigmas[^1]), end = -Math.Log(Table.Sigmas[0]), h = 0.05;
        const double P = 0, I = 1, D = 0, ControlledOrder = 1.5;
        double[]? errors = null;
        var before = x;
        (accepted, rejected) = (0, 0);
        while (s < end - 1e-5)
        {
            var t = Math.Min(end, s + h);
            double from = Math.Exp(-s), to = Math.Exp(-t);
            var up = Math.Min(to, Math.Sqrt(to * to * (from * from - to * to) / (from * from)));
            var down = Math.Min(end, -Math.Log(Math.Sqrt(to * to - up * up)));
            up = Math.Sqrt(Math.Max(0, to * to - Math.Exp(-2 * down)));
            var (low, high) = (Second(x, s, down), Third(x, s, down));
            var sum = 0.0;
            for (var i = 0; i < x.Length; i++)
            {
                sum += Math.Pow((low[i] - high[i]) / Math.Max(0.0078, 0.05 * Math.Max(Math.Abs(low[i]), Math.Abs(before[i]))), 2);
            }

            var inverse = 1 / (Math.Sqrt(sum) / Math.Sqrt(x.Length) + 1e-8);
            errors ??= [inverse, inverse, inverse];
            errors[0] = inverse;
            var factor = 1 + Math.Atan(Math.Pow(errors[0], (P + I + D) / ControlledOrder)
                * Math.Pow(errors[1], -(P + 2 * D) / ControlledOrder) * Math.Pow(errors[2], D / ControlledOrder) - 1);
            h *= factor;
            if (factor < 0.81)
            {
                rejected++;
                continue;
            }

            accepted++;
            (errors[2], errors[1]) = (errors[1], errors[0]);
            before = low;
            x = up > 0 ? [.. high.Zip(noise(x.Length), (value, fresh) => value + up * fresh)] : high;
            s = t;
        }

        return x;
    }

    private static double[] Second(double[] x, double s, double t)
    {
        const double R = 1.0 / 3;
        var h = t - s;
        var slope = Slope(x, s);
        var bent = Slope(Moved(x, (-Math.Exp(-(s + R * h)) * Expm1(R * h), slope)), s + R * h);
        return Moved(x, (-Math.Exp(-t) * Expm1(h), slope), (-Math.Exp(-t) / (2 * R) * Expm1(h), Difference(bent, slope)));
    }

    private static double[] Third(double[] x, double s, double t)
    {
        const double R1 = 1.0 / 3, R2 = 2.0 / 3;
        double h = t - s, s1 = s + R1 * h, s2 = s + R2 * h;
        var slope = Slope(x, s);
        var first = Difference(Slope(Moved(x, (-Math.Exp(-s1) * Expm1(R1 * h), slope)), s1), slope);
        var middle = Moved(x, (-Math.Exp(-s2) * Expm1(R2 * h), slope), (-Math.Exp(-s2) * (R2 / R1) * (Expm1(R2 * h) / (R2 * h) - 1), first));
        var second = Difference(Slope(middle, s2), slope);
        return Moved(x, (-Math.Exp(-t) * Expm1(h), slope), (-Math.Exp(-t) / R2 * (Expm1(h) / h - 1), second));
    }

    // the noise in x
    private static double[] Slope(double[] x, double t)
    {
        var sigma = Math.Exp(-t);
        return [.. x.Select(value => sigma * (value - Mean) / (Deviation * Deviation + sigma * sigma))];
    }

    private static double[] Moved(double[] x, params (double By, double[] Along)[] moves) =>
        [.. x.Select((value, i) => value + moves.Sum(move => move.By * move.Along[i]))];

    private static double[] Difference(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private static double Expm1(double h) => Math.Exp(h) - 1;
}
