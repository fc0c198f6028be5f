using System.Text.Json;
using Lora.Diffusion;
using Lora.Diffusion.Samplers;
using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Testing;

/// <summary>Runs a golden sampling case from prompt to picture and compares all that is recorded; for the tests of Diffusion and Training.</summary>
internal static class SamplingRun
{
    /// <param name="golden">The case.</param>
    /// <param name="overlay">Lays the case's LoRA over the model, null where it has none; what it returns is disposed after the run.</param>
    public static void Compare(GoldenCase golden, Func<IDiffusionModel, string, double, IDisposable>? overlay = null)
    {
        using var runtime = TestRuntime.New();
        using var model = FamilyCatalog.Open(FamilyCatalog.SourceAt(new(GoldenFolder.Find("models", "sd15-tiny"))), runtime, new() { Storage = DType.Float32 });
        model.Load([.. model.Family.Parts]);
        using var scope = runtime.NewScope();
        using var noGrad = runtime.NoGrad();
        var parameters = golden.Params;
        using var lora = parameters.GetProperty("lora") is { ValueKind: JsonValueKind.Number } multiplier
            ? overlay!(model, GoldenFolder.Find("sampling", golden.Head.GetProperty("lora").GetProperty("file").GetString()!), multiplier.GetDouble())
            : null;

        var scale = parameters.GetProperty("cfg").GetDouble();
        var clipSkip = 1 + (int)golden.Param("clip_skip", 0);
        var (positive, negative) = Encode(
            model, parameters.GetProperty("prompt").GetString()!, parameters.GetProperty("negative_prompt").GetString() ?? "", clipSkip);
        var settings = new SamplingSettings
        {
            Width = parameters.GetProperty("width").GetInt32(),
            Height = parameters.GetProperty("height").GetInt32(),
            GuidanceScale = scale,
            GuidanceRescale = parameters.GetProperty("rescale").GetDouble(),
        };
        var seed = parameters.GetProperty("seed").GetUInt64();
        var steps = new List<float>();
        var pipeline = new TextToImage(model);
        var latents = pipeline.Sample(MakeSampler(parameters, model.Schedule), positive, scale > 1 ? negative : null, [seed], settings,
            (_, after) => steps.AddRange(after.ToFloats()));

        CompareDraws(golden, runtime, seed, latents.Shape);
        golden.Compare("latents.steps", [.. steps]);
        golden.Compare("latents", latents.ToFloats());
        foreach (var (name, actual) in new (string, Func<Tensor>)[]
        {
            ("image", () => pipeline.Decode(latents).Clamp(-4, 4)),
            ("prompt_embeds", () => positive.Context), ("negative_prompt_embeds", () => negative.Context),
        })
        {
            if (golden.Tensors.Contains(name))
            {
                golden.Compare(name, actual().ToFloats());
            }
        }

        golden.AllCompared();
    }

    /// <summary>
    /// Each text on its own, cut at 77 tokens: the peer's pipeline knows neither weights nor long prompts, and it does not apply clip skip to the negative one.
    /// </summary>
    private static (Conditioning Positive, Conditioning Negative) Encode(IDiffusionModel model, string prompt, string negative, int clipSkip) =>
        (model.Text.EncodeCaptions([prompt], clipSkip: clipSkip), model.Text.EncodeCaptions([negative]));

    /// <summary>The cases' names are diffusers'.</summary>
    private static Sampler MakeSampler(JsonElement parameters, NoiseSchedule schedule)
    {
        var (name, steps) = (parameters.GetProperty("sampler").GetString()!, parameters.GetProperty("steps").GetInt32());
        var eta = parameters.GetProperty("eta").GetDouble();
        return eta > 0
            ? new Ddim(schedule, steps, eta)
            : SamplerCatalog.Create(SamplerCatalog.Find(name == "ddim" ? name : name + "_diffusers")!, schedule, steps);
    }

    /// <summary>
    /// The starting noise and, after it in the same stream, the sampler's own draws. The peer also draws for a last step that adds no noise; that draw is
    /// compared here, although our sampler does not ask for it.
    /// </summary>
    private static void CompareDraws(GoldenCase golden, TensorRuntime runtime, ulong seed, ReadOnlySpan<int> shape)
    {
        var noise = new SeededNoise(runtime, [seed]);
        golden.Compare("noise", noise.Draw(shape).ToFloats());
        if (golden.Tensors.Contains("draws"))
        {
            var draws = new List<float>();
            for (var i = 0; i < golden.Tensors["draws"].Shape[0]; i++)
            {
                draws.AddRange(noise.Draw(shape).ToFloats());
            }

            golden.Compare("draws", [.. draws]);
        }
    }
}
