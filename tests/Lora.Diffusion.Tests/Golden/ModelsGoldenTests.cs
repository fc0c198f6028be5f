using Lora.Testing;
using Lora.Tensors;

namespace Lora.Diffusion.Tests.Golden;

/// <summary>Forward values, activations and gradients of the tiny models, and the names and shapes of the real ones.</summary>
[Trait("Golden", "models")]
public sealed class ModelsGoldenTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("models");

    [Theory, MemberData(nameof(Cases))]
    public void Model_MatchesPeers(GoldenCase golden)
    {
        if (golden.Op == "keys")
        {
            CompareKeys(golden);
        }
        else
        {
            CompareValues(golden);
        }

        golden.AllCompared();
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
            if (name.StartsWith("grad.", StringComparison.Ordinal))
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
                yield return ("sample", unet.Forward(inputs["sample"], timesteps, inputs["encoder_hidden_states"]));
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
                yield return ("pooled", output.Pooled());
                yield return ("penultimate_ln", encoder.FinalNorm(output.HiddenStates[^2]));
                for (var i = 0; i < output.HiddenStates.Count; i++)
                {
                    yield return ($"hidden_states.{i}", output.HiddenStates[i]);
                }

                break;
        }
    }

    /// <summary>The structure that the real models' configs give, name by name in the state dict's order.</summary>
    private static void CompareKeys(GoldenCase golden)
    {
        foreach (var part in golden.JsonFile().EnumerateObject())
        {
            using Module model = part.Name switch
            {
                "unet" => new UNet2DConditionModel(Given.UNet(RealConfigs.UNet)),
                "vae" => new AutoencoderKL(Given.Vae(RealConfigs.Vae)),
                "text_encoder" => new ClipTextEncoder(Given.TextEncoder(RealConfigs.TextEncoder)),
                var other => throw new InvalidOperationException($"no model part {other}"),
            };
            var expected = part.Value.EnumerateObject().Select(p => $"{p.Name} [{string.Join(", ", p.Value.EnumerateArray().Select(d => d.GetInt64()))}]");
            Assert.Equal(expected, model.Parameters.Select(p => p.ToString()));
            var count = golden.Params.GetProperty("counts").GetProperty(part.Name).GetDouble();
            golden.Compare(part.Name, (double[])[model.Parameters.Count()], [count]);
        }
    }
}
