using System.Text.Json;
using Lora.Diffusion.Samplers;
using Lora.Diffusion.Schedules;
using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Diffusion.Tests.Schedules;

/// <summary>Tables, step tables and trajectories of diffusers and k-diffusion on an analytic denoiser (golden group <c>schedule</c>).</summary>
[Trait("Golden", "schedule")]
public sealed class ScheduleGoldenTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("schedule");

    [Theory, MemberData(nameof(Cases))]
    public void Schedule_EqualsThePeers(GoldenCase golden)
    {
        using var runtime = TestRuntime.New();
        switch (golden.Op)
        {
            case "table":
                Table(golden);
                break;
            case "add_noise":
                AddNoise(golden, runtime);
                break;
            case "step_table":
                StepTable(golden);
                break;
            case "k-diffusion sigmas":
                KDiffusionSigmas(golden);
                break;
            case "k-diffusion t<->sigma":
                KDiffusionTimesteps(golden);
                break;
            case var op when op.StartsWith("k-diffusion sample_", StringComparison.Ordinal):
                KDiffusionTrajectory(golden, runtime);
                break;
            default:
                Trajectory(golden, runtime);
                break;
        }

        golden.AllCompared();
    }

    private static void Table(GoldenCase golden)
    {
        var schedule = new NoiseSchedule(Config(golden.Params));
        var steps = Enumerable.Range(0, schedule.Betas.Length);
        golden.Compare("betas", schedule.Betas);
        golden.Compare("alphas_cumprod", schedule.AlphasCumprod);
        golden.Compare("snr", [.. steps.Select(t => (float)schedule.Snr(t))]);
        golden.Compare("sigmas", [.. steps.Select(t => (float)schedule.Sigma(t))]);
        if (golden.Tensors.Names.Contains("alphas_cumprod_f64"))
        {
            golden.Compare("alphas_cumprod_f64", schedule.AlphasCumprod);
        }
    }

    private static void AddNoise(GoldenCase golden, TensorRuntime runtime)
    {
        var schedule = new NoiseSchedule(Config(golden.Params));
        var shape = Shape(golden, "x0");
        Tensor x0 = runtime.FromFloats(golden.Input("x0"), shape), noise = runtime.FromFloats(golden.Input("noise"), shape);
        var timesteps = golden.InputLongs("timesteps").Select(t => (int)t).ToArray();
        golden.Compare("noisy", schedule.AddNoise(x0, noise, timesteps).ToFloats());
        golden.Compare("velocity", schedule.Velocity(x0, noise, timesteps).ToFloats());
    }

    private static void StepTable(GoldenCase golden)
    {
        foreach (var table in golden.Json.GetProperty("tables").EnumerateObject())
        {
            var parts = table.Name.Split('_');
            var config = Config(golden.Params) with { TimestepSpacing = Enum.Parse<TimestepSpacing>(parts[1], ignoreCase: true) };
            var (schedule, karras) = (new NoiseSchedule(config), Flag(golden.Params, "use_karras_sigmas"));
            var steps = int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture);
            var spacing = karras ? SigmaSpacing.Karras : SigmaSpacing.Timesteps;
            Sampler sampler = golden.Name switch
            {
                "steps_ddim" => new Ddim(schedule, steps),
                "steps_pndm" => new Pndm(schedule, steps),
                "steps_euler_a" => new EulerAncestral(config.PredictionType, SigmaSteps.Diffusers(schedule, steps)),
                "steps_heun" => new Heun(config.PredictionType, SigmaSteps.Diffusers(schedule, steps)),
                "steps_lms" => new Lms(config.PredictionType, SigmaSteps.Diffusers(schedule, steps)),
                "steps_unipc" => new UniPC(config.PredictionType, SigmaSteps.Multistep(schedule, steps, spacing)),
                var name when name.StartsWith("steps_euler", StringComparison.Ordinal) =>
                    new Euler(config.PredictionType, SigmaSteps.Diffusers(schedule, steps, spacing)),
                var name when name.StartsWith("steps_dpmpp_2m", StringComparison.Ordinal) =>
                    new DpmPlusPlus2M(config.PredictionType, SigmaSteps.Multistep(schedule, steps, spacing)),
                _ => throw new InvalidOperationException($"{golden.Name}: no sampler of ours has this table"),
            };
            golden.Compare($"{table.Name}.timesteps", [.. sampler.Timesteps], Doubles(table.Value, "timesteps"));
            golden.Compare($"{table.Name}.init_noise_sigma", [sampler.InitNoiseSigma], [table.Value.GetProperty("init_noise_sigma").GetDouble()]);
            if (table.Value.TryGetProperty("sigmas", out _))
            {
                golden.Compare($"{table.Name}.sigmas", [.. Sigmas(sampler)], Doubles(table.Value, "sigmas"));
            }
        }
    }

    private static void KDiffusionSigmas(GoldenCase golden)
    {
        var schedule = new NoiseSchedule(ScheduleConfig.StableDiffusion);
        double min = golden.Param("sigma_min", 0), max = golden.Param("sigma_max", 0);
        foreach (var table in golden.Json.GetProperty("tables").EnumerateObject())
        {
            var steps = int.Parse(table.Name, System.Globalization.CultureInfo.InvariantCulture);
            foreach (var kind in table.Value.EnumerateObject())
            {
                var ours = kind.Name switch
                {
                    "normal" => SigmaSteps.KDiffusion(schedule, steps).Sigmas,
                    "karras" => SigmaSteps.KDiffusion(schedule, steps, SigmaSpacing.Karras).Sigmas,
                    "karras_01_10" => [.. SigmaTable.Karras(steps, 0.1, 10), 0],
                    "exponential" => SigmaSteps.KDiffusion(schedule, steps, SigmaSpacing.Exponential).Sigmas,
                    "polyexponential_rho2" => [.. SigmaTable.PolyExponential(steps, min, max, 2), 0],
                    _ => throw new InvalidOperationException($"{kind.Name}: unknown kind of sigmas"),
                };
                golden.Compare($"{table.Name}.{kind.Name}", ours, [.. kind.Value.EnumerateArray().Select(v => v.GetDouble())]);
            }
        }
    }

    private static void KDiffusionTimesteps(GoldenCase golden)
    {
        var table = new SigmaTable(new NoiseSchedule(Config(golden.Params)));
        golden.Compare("t_to_sigma", [.. golden.Input("t").Select(t => (float)table.FromTimestep(t))]);
        var sigmas = golden.Input("sigma");
        // the case's note: 2e-3 near a table point
        var expected = Array.ConvertAll(golden.Tensors.ReadFloats("sigma_to_t"), v => (double)v);
        golden.Compare("sigma_to_t", [.. sigmas.Select(s => (float)table.ToTimestep(s))], expected, new GoldenTolerance(2e-3, 1e-5));
        golden.Compare("sigma_to_t_quantized", sigmas.Select(s => (long)table.ToNearestTimestep(s)).ToArray());
    }

    private static void Trajectory(GoldenCase golden, TensorRuntime runtime)
    {
        var config = Config(golden.Params);
        var schedule = new NoiseSchedule(config);
        var steps = (int)golden.Param("steps", 0);
        var spacing = Flag(golden.Params, "use_karras_sigmas") ? SigmaSpacing.Karras
            : Flag(golden.Params, "use_exponential_sigmas") ? SigmaSpacing.Exponential : SigmaSpacing.Timesteps;
        var sampler = DiffusersSampler(golden, schedule, steps, spacing);
        var shape = Shape(golden, "x.init");
        var draws = Draws(golden, runtime, shape);
        var x = runtime.FromFloats(golden.Input("x.init"), shape);
        List<float> inputs = [], after = [];
        for (var i = 0; i < sampler.Timesteps.Count; i++)
        {
            var input = sampler.ScaleModelInput(x, i);
            inputs.AddRange(input.ToFloats());
            x = sampler.Step(AnalyticModel(input, sampler.Timesteps[i]), i, x, draws);
            after.AddRange(x.ToFloats());
        }

        golden.Compare("timesteps", [.. sampler.Timesteps.Select(t => (float)t)]);
        if (golden.Tensors.Names.Contains("sigmas"))
        {
            golden.Compare("sigmas", [.. Sigmas(sampler).Select(s => (float)s)]);
        }

        golden.Compare("init_noise_sigma", [sampler.InitNoiseSigma], [golden.Json.GetProperty("init_noise_sigma").GetDouble()], new GoldenTolerance(0, 1e-6));
        Assert.Equal(golden.Json.GetProperty("model_calls").GetInt32(), sampler.Timesteps.Count);
        golden.Compare("model_input", System.Runtime.InteropServices.CollectionsMarshal.AsSpan(inputs));
        golden.Compare("x.steps", System.Runtime.InteropServices.CollectionsMarshal.AsSpan(after));
    }

    private static void KDiffusionTrajectory(GoldenCase golden, TensorRuntime runtime)
    {
        var schedule = new NoiseSchedule(ScheduleConfig.StableDiffusion);
        var (steps, karras) = ((int)golden.Param("steps", 0), golden.Params.GetProperty("sigmas").ValueEquals("karras"));
        var sigmas = SigmaSteps.KDiffusion(schedule, steps, karras ? SigmaSpacing.Karras : SigmaSpacing.Timesteps);
        SigmaSampler sampler = golden.Op["k-diffusion sample_".Length..] switch
        {
            "euler" => new Euler(PredictionType.Epsilon, sigmas),
            "euler_ancestral" => new EulerAncestral(PredictionType.Epsilon, sigmas),
            "heun" => new Heun(PredictionType.Epsilon, sigmas),
            "lms" => new Lms(PredictionType.Epsilon, sigmas),
            "dpm_2" => new Dpm2(PredictionType.Epsilon, sigmas),
            "dpm_2_ancestral" => new Dpm2Ancestral(PredictionType.Epsilon, sigmas),
            "dpmpp_2s_ancestral" => new DpmPlusPlus2SAncestral(PredictionType.Epsilon, sigmas),
            "dpmpp_sde" => new DpmPlusPlusSde(PredictionType.Epsilon, sigmas),
            "dpmpp_2m" => new KDiffusionDpmPlusPlus2M(PredictionType.Epsilon, sigmas),
            "dpmpp_2m_sde" => new KDiffusionDpmPlusPlus2MSde(PredictionType.Epsilon, sigmas),
            "dpmpp_3m_sde" => new DpmPlusPlus3MSde(PredictionType.Epsilon, sigmas),
            _ => throw new InvalidOperationException($"{golden.Op}: no sampler of ours"),
        };
        var shape = Shape(golden, "x.init");
        var draws = Draws(golden, runtime, shape);
        var x = runtime.FromFloats(golden.Input("x.init"), shape);
        List<float> at = [];
        for (var i = 0; i < sampler.Timesteps.Count; i++)
        {
            // the peer's callback comes once a step
            if (sampler is not TwoCallSampler || i % 2 == 0)
            {
                at.AddRange(x.ToFloats());
            }

            x = sampler.Step(AnalyticModel(sampler.ScaleModelInput(x, i), sampler.Timesteps[i]), i, x, draws);
        }

        golden.Compare("sigmas", [.. sampler.Sigmas.Select(s => (float)s)]);
        golden.Compare("x.at_step", System.Runtime.InteropServices.CollectionsMarshal.AsSpan(at));
        golden.Compare("x.final", x.ToFloats());
    }

    private static Sampler DiffusersSampler(GoldenCase golden, NoiseSchedule schedule, int steps, SigmaSpacing spacing)
    {
        var prediction = schedule.Config.PredictionType;
        var step = golden.Params.GetProperty("step");
        var lowest = Text(golden.Params, "final_sigmas_type") == "sigma_min";
        SigmaSteps InMultistep() => SigmaSteps.Multistep(schedule, steps, spacing, lowest);
        return (golden.Op, Text(golden.Params, "algorithm_type"), (int)golden.Param("solver_order", 2)) switch
        {
            ("PNDMScheduler", _, _) => new Pndm(schedule, steps),
            ("DDIMScheduler", _, _) => new Ddim(schedule, steps, Number(step, "eta", 0)),
            ("DDPMScheduler", _, _) => new Ddpm(schedule, steps, large: Text(golden.Params, "variance_type") == "fixed_large"),
            ("LCMScheduler", _, _) => new Lcm(schedule, steps),
            ("EulerDiscreteScheduler", _, _) => new Euler(prediction, SigmaSteps.Diffusers(schedule, steps, spacing), Number(step, "s_churn", 0),
                Number(step, "s_tmax", double.PositiveInfinity), Number(step, "s_tmin", 0), Number(step, "s_noise", 1)),
            ("EulerAncestralDiscreteScheduler", _, _) => new EulerAncestral(prediction, SigmaSteps.Diffusers(schedule, steps)),
            ("HeunDiscreteScheduler", _, _) => new Heun(prediction, SigmaSteps.Diffusers(schedule, steps, spacing)),
            ("LMSDiscreteScheduler", _, _) => new Lms(prediction, SigmaSteps.Diffusers(schedule, steps, spacing)),
            ("KDPM2DiscreteScheduler", _, _) => new Dpm2(prediction, SigmaSteps.Diffusers(schedule, steps, spacing, whole: true)),
            ("KDPM2AncestralDiscreteScheduler", _, _) => new Dpm2Ancestral(prediction, SigmaSteps.Diffusers(schedule, steps, spacing, whole: true)),
            ("DPMSolverMultistepScheduler", "dpmsolver", 2) => new DpmSolver2M(prediction, InMultistep()),
            ("DPMSolverMultistepScheduler", "sde-dpmsolver++", 2) => new DpmPlusPlus2MSde(prediction, InMultistep()),
            ("DPMSolverMultistepScheduler", "", 3) => new DpmPlusPlus3M(prediction, InMultistep()),
            ("DPMSolverMultistepScheduler", "", 2) => new DpmPlusPlus2M(prediction, InMultistep(),
                Text(golden.Params, "solver_type") == "heun" ? DpmSolverType.Heun : DpmSolverType.Midpoint),
            ("DPMSolverSinglestepScheduler", _, 2) => new DpmPlusPlus2SSinglestep(prediction, SigmaSteps.Singlestep(schedule, steps, spacing)),
            ("UniPCMultistepScheduler", _, var order) => new UniPC(prediction, InMultistep(), b1: Text(golden.Params, "solver_type") == "bh1", order),
            _ => throw new InvalidOperationException($"{golden.Op}: no sampler of ours"),
        };
    }

    // as the head of cases.json states it
    private static Tensor AnalyticModel(Tensor x, double t) => x.Affine(0.25 + 0.4 * (float)t / 1000, 0.1 * Math.Cos((float)t / 100));

    private static NoiseSource Draws(GoldenCase golden, TensorRuntime runtime, int[] shape)
    {
        if (!golden.Tensors.Names.Contains("noise"))
        {
            return _ => throw new InvalidOperationException("no draw is recorded");
        }

        var noise = golden.Input("noise");
        int size = shape.Aggregate(1, (a, b) => a * b), next = 0;
        return s => runtime.FromFloats(noise.AsSpan(next++ * size, size), s);
    }

    private static ScheduleConfig Config(JsonElement parameters) => ScheduleConfigReader.Read(parameters);

    // those of our steps, in the peer's layout: schedulers that call the model twice hold most of them twice
    private static IEnumerable<double> Sigmas(Sampler sampler) => sampler switch
    {
        Heun s => Twice(s.Sigmas, 1),
        Dpm2 s => [.. Twice(s.Sigmas, 0), 0],
        Dpm2Ancestral s => [.. Twice(s.Sigmas, 0), 0],
        SigmaSampler s => s.Sigmas,
        VarianceSampler s => s.Sigmas,
        _ => throw new InvalidOperationException($"{sampler.GetType().Name} has no sigmas"),
    };

    private static IEnumerable<double> Twice(IReadOnlyList<double> sigmas, int onceAtTheEnd) =>
        [sigmas[0], .. sigmas.Skip(1).SkipLast(onceAtTheEnd).SelectMany(sigma => new[] { sigma, sigma }), .. sigmas.TakeLast(onceAtTheEnd)];

    private static int[] Shape(GoldenCase golden, string name) => [.. golden.Tensors[name].Shape.Select(d => (int)d)];

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private static bool Flag(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static double Number(JsonElement json, string name, double fallback) => json.TryGetProperty(name, out var value) ? value.GetDouble() : fallback;

    private static double[] Doubles(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
}
