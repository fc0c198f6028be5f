using Lora.Testing;
using Lora.Tensors;

namespace Lora.Diffusion.Tests.Golden;

/// <summary>Forward values, activations and gradients of the tiny models.</summary>
[Trait("Golden", "models")]
public sealed class ModelsGoldenTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("models").Where(row => row.Data.Op != "keys");

    [Theory, MemberData(nameof(Cases))]
    public void Model_MatchesPeers(GoldenCase golden)
    {
        if (golden.Op == "encode_prompt")
        {
            ComparePrompts(golden);
        }
        else
        {
            CompareValues(golden);
        }

        golden.AllCompared();
    }

    // sizes as the U-Net takes them; they are made on the host, so that their gradient ends there
    private const string Sizes = "embedded sizes";

    /// <summary>Gradients of sizes from those of their sines and cosines: d sin(x f) = f cos(x f) dx.</summary>
    private static float[] SizeGradients(UNet2DConditionModel unet, float[] sizes, float[] gradients)
    {
        var (channels, half) = (unet.Config.SizeChannels, unet.Config.SizeChannels / 2);
        var (sin, cos) = unet.Config.FlipSinToCos ? (half, 0) : (0, half);
        return
        [
            .. sizes.Select((size, at) => (float)Enumerable.Range(0, half).Sum(i =>
            {
                var frequency = Math.Exp(-Math.Log(10000) * i / (half - unet.Config.FreqShift));
                var (s, c) = Math.SinCos(size * (float)frequency);
                return frequency * ((gradients[(at * channels) + sin + i] * c) - (gradients[(at * channels) + cos + i] * s));
            })),
        ];
    }

    /// <summary>Both text encoders together; no negative prompt is no text at all.</summary>
    private static void ComparePrompts(GoldenCase golden)
    {
        using var runtime = TestRuntime.New();
        using var noGrad = runtime.NoGrad();
        using var model = TinyModel.Open(GoldenFolder.Find("models", "sdxl-tiny"), runtime, DType.Float32);
        var (prompt, negative) = (golden.Params.GetProperty("prompt").GetString()!, golden.Params.GetProperty("negative_prompt").GetString()!);

        // the peer takes a prompt literally
        (string Text, string Tokens, string Pooled)[] all = [(prompt, "prompt_embeds", "pooled"), (negative, "negative_prompt_embeds", "negative_pooled")];
        foreach (var (text, tokens, pooled) in all)
        {
            var conditioning = model.Text.EncodeCaptions([text]);
            golden.Compare($"out.{tokens}", conditioning.Context.ToFloats());
            golden.Compare($"out.{pooled}", conditioning.Pooled!.ToFloats());
        }

        var unset = model.Text.EncodeNegatives([""], 1);
        golden.Compare("out.negative_prompt_embeds_unset", unset.Context.ToFloats());
        golden.Compare("out.negative_pooled_unset", unset.Pooled!.ToFloats());
    }

    private static void CompareValues(GoldenCase golden)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        var path = golden.Params.GetProperty("model").GetString()!;
        using var opened = TinyModel.Open(GoldenFolder.Find("models", Path.GetDirectoryName(path)!), runtime, DType.Float32);
        Module model = Path.GetFileName(path) switch
        {
            "unet" => opened.UNet,
            "vae" => opened.Vae,
            "text_encoder" => opened.TextEncoder,
            "text_encoder_2" => opened.TextEncoder2,
            var other => throw new InvalidOperationException($"no model part {other}"),
        };

        var leaves = Leaves(golden, model, runtime);
        var results = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        model.Probe = (at, output) => results[$"act.{at}"] = output;
        foreach (var (name, output) in Outputs(golden, model, runtime, leaves))
        {
            results[$"out.{name}"] = output;
        }

        var cotangents = golden.Tensors.Names.Where(n => n.StartsWith("cot.", StringComparison.Ordinal)).ToArray();
        var total = runtime.Scalar(0);
        foreach (var name in cotangents)
        {
            var output = results["out." + name["cot.".Length..]];
            total += (output * runtime.FromFloats(golden.Input(name), output.Shape)).Sum();
        }

        total.Backward();
        foreach (var name in golden.Tensors.Names)
        {
            if (name == "grad.time_ids")
            {
                golden.Compare(name, SizeGradients((UNet2DConditionModel)model, leaves["time_ids"].ToFloats(), leaves[Sizes].Grad!.ToFloats()));
            }
            else if (name.StartsWith("grad.", StringComparison.Ordinal))
            {
                golden.Compare(name, leaves[name["grad.".Length..]].Grad!.ToFloats());
            }
            else if (results.TryGetValue(name, out var result))
            {
                Assert.Equal(golden.Tensors[name].Shape, result.Shape.ToArray().Select(d => (long)d));
                golden.Compare(name, result.ToFloats());
            }
        }
    }

    /// <summary>Everything that a gradient may be recorded for: float inputs and the model's parameters.</summary>
    private static Dictionary<string, Tensor> Leaves(GoldenCase golden, Module model, TensorRuntime runtime)
    {
        var leaves = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var tensor in golden.Tensors.Tensors.Where(t => t.Name.StartsWith("in.", StringComparison.Ordinal) && FloatCodec.Supports(t.DType)))
        {
            leaves[tensor.Name["in.".Length..]] = runtime.FromFloats(golden.Input(tensor.Name), [.. tensor.Shape.Select(d => (int)d)]);
        }

        foreach (var parameter in model.Parameters)
        {
            leaves[parameter.Name] = parameter.Value;
        }

        if (leaves.TryGetValue("time_ids", out var sizes))
        {
            leaves[Sizes] = ((UNet2DConditionModel)model).EmbedSizes(runtime, sizes.ToFloats());
            leaves[Sizes].RequiresGrad = true;
        }

        foreach (var name in golden.Tensors.Names.Where(n => n.StartsWith("grad.", StringComparison.Ordinal)))
        {
            leaves[name["grad.".Length..]].RequiresGrad = true;
        }

        return leaves;
    }

    private static IEnumerable<(string Name, Tensor Output)> Outputs(GoldenCase golden, Module model, TensorRuntime runtime, Dictionary<string, Tensor> inputs)
    {
        switch (model)
        {
            case UNet2DConditionModel unet:
                var timesteps = golden.InputLongs("in.timesteps").Select(t => (float)t).ToArray();
                yield return ("sample", unet.Forward(inputs["sample"], timesteps, inputs["encoder_hidden_states"],
                    inputs.GetValueOrDefault("text_embeds"), inputs.GetValueOrDefault(Sizes)));
                break;
            case AutoencoderKL vae when golden.Op == "vae_encode":
                var latents = vae.Encode(inputs["image"]);
                yield return ("mean", latents.Mean);
                yield return ("logvar", latents.LogVariance);
                yield return ("std", latents.Std());
                break;
            case AutoencoderKL vae:
                yield return ("image", vae.Decode(inputs["latent"]));
                break;
            case ClipTextEncoder encoder:
                var rows = golden.Params.GetProperty("ids").EnumerateArray()
                    .Select(row => row.EnumerateArray().Select(id => id.GetInt64()).ToArray()).ToArray();
                var output = encoder.Forward(runtime, rows.SelectMany(row => row).ToArray(), rows.Length);
                yield return ("last_hidden_state", output.LastHiddenState);
                yield return ("pooled", encoder.Pooled(output));
                yield return ("penultimate_ln", encoder.FinalNorm(output.HiddenStates[^2]));
                for (var i = 0; i < output.HiddenStates.Count; i++)
                {
                    yield return ($"hidden_states.{i}", output.HiddenStates[i]);
                }

                break;
        }
    }
}
