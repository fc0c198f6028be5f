using Lora.Diffusion.Schedules;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>kohya's losses, thresholds, weights, masks and noise, its draws replayed.</summary>
[Trait("Golden", "loss")]
public class LossGoldenTests
{
    private static readonly NoiseSchedule Schedule = new(ScheduleConfig.StableDiffusion);
    private static readonly NoiseSchedule ZeroTerminal = new(ScheduleConfig.StableDiffusion with { RescaleBetasZeroSnr = true });

    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("loss");

    [Theory, MemberData(nameof(Cases))]
    public void Values_AreKohyas(GoldenCase golden)
    {
        Action<GoldenCase> check = golden.Name switch
        {
            ['s', 'c', 'h', 'e', 'd', ..] => OfSchedule,
            ['p', 'y', 'r', ..] => OfPyramid,
            ['n', 'o', 'i', 's', 'e', '_', ..] => OfNoiseOffset,
            ['h', 'u', 'b', ..] => OfThreshold,
            ['l', 'o', 's', 's', '_', ..] => OfLoss,
            ['m', 'a', 's', 'k', ..] => OfMask,
            _ => OfWeights,
        };
        check(golden);
        golden.AllCompared();
    }

    private static void OfSchedule(GoldenCase golden)
    {
        var schedule = golden.Name.Contains("zero_terminal", StringComparison.Ordinal) ? ZeroTerminal : Schedule;
        var weights = new LossWeights(schedule.AlphasCumprod, PredictionType.Epsilon, Settings.Of());
        golden.Compare("betas", schedule.Betas);
        golden.Compare("alphas_cumprod", schedule.AlphasCumprod);
        golden.Compare("all_snr", All(weights.Snr));
    }

    private static void OfWeights(GoldenCase golden)
    {
        var isV = golden.Name.EndsWith("_v", StringComparison.Ordinal) || golden.Name == "scale_v_like_noise";
        var alphas = golden.Name.Contains("zero_terminal", StringComparison.Ordinal) ? ZeroTerminal.AlphasCumprod : Schedule.AlphasCumprod;
        var option = golden.Name.Split('_')[0] switch
        {
            "min" => $"MinSnrGamma={Hyper(golden, "gamma")}",
            "scale" => "ScaleVPredLossLikeNoisePred=true",
            "v" => $"VPredLikeLoss={Hyper(golden, "v_pred_like_loss")}",
            "debiased" => "DebiasedEstimationLoss=true",
            _ => throw new InvalidDataException($"what is '{golden.Name}'?"),
        };
        var weights = new LossWeights(alphas, isV ? PredictionType.VPrediction : PredictionType.Epsilon, Settings.Of(option));
        var loss = golden.Input("loss");
        golden.Compare("out", All(timestep => weights.At(timestep, loss[timestep])));
    }

    private static void OfThreshold(GoldenCase golden)
    {
        var thresholds = new HuberThresholds(Schedule.AlphasCumprod, Settings.Of(
            $"LossType=huber; HuberSchedule={Hyper(golden, "schedule")}; HuberC={Hyper(golden, "huber_c")}; HuberScale={Hyper(golden, "huber_scale")}"));
        golden.Compare("out", All(thresholds.At));
    }

    private static void OfLoss(GoldenCase golden)
    {
        using var runtime = TestRuntime.New();
        var schedule = Hyper(golden, "schedule");
        OptionValues values = Settings.Of($"LossType={Hyper(golden, "loss_type")}; HuberC={Hyper(golden, "huber_c")}")
            .With(schedule == "none" ? "" : $"HuberSchedule={schedule}");
        var loss = new LossFunction(Schedule.AlphasCumprod, values);
        float[] timesteps = [.. golden.InputLongs("timesteps").Select(timestep => (float)timestep)];
        int[] shape = [.. golden.Tensors["pred"].Shape.Select(size => (int)size)];
        var predicted = runtime.FromFloats(golden.Input("pred"), shape);
        predicted.RequiresGrad = true;
        var target = runtime.FromFloats(golden.Input("target"), shape);

        var each = loss.Elementwise(predicted, target, timesteps);
        golden.Compare("none", each.ToFloats());
        golden.Compare("sum", each.Sum().ToFloats());
        var mean = loss.Of(predicted, target, timesteps, runtime.Ones([shape[0]]));
        golden.Compare("mean", mean.ToFloats());
        mean.Backward();
        golden.Compare("grad.pred_of_mean", predicted.Grad!.ToFloats());
        if (values.Get(LossOptions.LossType).HasThreshold)
        {
            var thresholds = new HuberThresholds(Schedule.AlphasCumprod, values);
            golden.Compare("huber_c", [.. timesteps.Select(timestep => thresholds.At((int)timestep))]);
        }
    }

    private static void OfMask(GoldenCase golden)
    {
        using var runtime = TestRuntime.New();
        int[] shape = [.. golden.Tensors["loss"].Shape.Select(size => (int)size)];
        var (height, width) = (shape[2], shape[3]);
        var isImage = golden.Tensors.Contains("conditioning_images");
        var given = golden.Tensors[isImage ? "conditioning_images" : "alpha_masks"];
        var pixels = golden.Input(given.Name);
        int[] sizes = [.. given.Shape.Select(size => (int)size)];
        var (rows, columns) = (sizes[^2], sizes[^1]);
        var each = pixels.Length / shape[0];
        var masks = Enumerable.Range(0, shape[0]).SelectMany(i =>
        {
            // of a conditioning image red counts, from -1 to 1
            float[] mask = [.. pixels.AsSpan(i * each, rows * columns).ToArray().Select(value => isImage ? (value / 2) + 0.5f : value)];
            return LossMask.Resize(mask, rows, columns, height, width);
        }).ToArray();
        var costs = runtime.FromFloats(golden.Input("loss"), shape);
        golden.Compare("out", LossFunction.Masked(costs, runtime.FromFloats(masks, [shape[0], 1, height, width])).ToFloats());
    }

    private static void OfPyramid(GoldenCase golden)
    {
        int[] shape = [.. golden.Tensors["noise"].Shape.Select(size => (int)size)];
        var noise = golden.Input("noise");
        var tape = Tape.Of(golden);
        new PyramidNoise(int.Parse(Hyper(golden, "iterations")), double.Parse(Hyper(golden, "discount"), System.Globalization.CultureInfo.InvariantCulture))
            .Apply(noise, shape, tape);
        golden.Compare("out", noise);
        tape.IsAtItsEnd();
    }

    private static void OfNoiseOffset(GoldenCase golden)
    {
        int[] shape = [.. golden.Tensors["noise"].Shape.Select(size => (int)size)];
        var noise = golden.Input("noise");
        var tape = Tape.Of(golden);
        var adaptive = Hyper(golden, "adaptive_noise_scale");
        var offset = NoiseOffset.Of(Settings.Of($"NoiseOffset={Hyper(golden, "noise_offset")}").With(adaptive == "" ? "" : $"AdaptiveNoiseScale={adaptive}"))!;
        offset.Apply(noise, golden.Input("latents"), shape, tape);
        golden.Compare("out", noise);
        tape.IsAtItsEnd();
    }

    private static string Hyper(GoldenCase golden, string name) => golden.Json.GetProperty("hyper").GetProperty(name).ToString();

    private static float[] All(Func<int, float> at) => [.. Enumerable.Range(0, 1000).Select(at)];
}
