using System.Text.Json;
using Lora.Tensors;
using Lora.Testing;

namespace Lora.Diffusion.Tests.Golden;

/// <summary>Names and shapes of the real models: folders by the structure that their configs give, single files by being read as what they are.</summary>
[Trait("Golden", "models")]
public sealed class ModelKeysGoldenTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TensorRuntime _runtime = TestRuntime.New();

    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("models").Where(row => row.Data.Op == "keys");

    public void Dispose()
    {
        _runtime.Dispose();
        _folder.Dispose();
    }

    [Theory, MemberData(nameof(Cases))]
    public void Model_HasTheseKeys(GoldenCase golden)
    {
        var words = golden.Name.Split('_');
        if (ForeignModels.OfNames([.. golden.JsonFile().EnumerateObject().Select(key => key.Name)]) is { } foreign)
        {
            Assert.Contains(words[1], foreign, StringComparison.OrdinalIgnoreCase);
            CompareCount(golden, "keys", golden.JsonFile().EnumerateObject().Count(), golden.Params.GetProperty("counts"));
        }
        else if (words[^1] == "ldm")
        {
            CompareFile(golden, words[1]);
        }
        else
        {
            CompareFolder(golden, words[1]);
        }

        golden.AllCompared();
    }

    /// <summary>The structure that the real models' configs give, name by name in the state dict's order.</summary>
    private static void CompareFolder(GoldenCase golden, string kind)
    {
        foreach (var part in golden.JsonFile().EnumerateObject())
        {
            using var model = RealConfigs.Structure(kind, part.Name);
            var expected = part.Value.EnumerateObject().Select(p => $"{p.Name} [{string.Join(", ", p.Value.EnumerateArray().Select(d => d.GetInt64()))}]");
            Assert.Equal(expected, model.Parameters.Select(p => p.ToString()));
            CompareCount(golden, part.Name, model.Parameters.Count(), golden.Params.GetProperty("counts").GetProperty(part.Name));
        }
    }

    /// <summary>
    /// A file of these keys is recognised, gives the configs of the released model, has every weight of it in its shape, and nothing else but what the model
    /// does not need.
    /// </summary>
    private void CompareFile(GoldenCase golden, string kind)
    {
        var path = SparseFile.Write(_folder["model.safetensors"], golden.JsonFile());
        var source = FamilyCatalog.SourceAt(new(path));
        using var model = FamilyCatalog.Open(source, _runtime);
        Assert.Equal(kind switch
        {
            "sd15" => "Stable Diffusion 1.x",
            "sd21" => "Stable Diffusion 2.x",
            _ => "Stable Diffusion XL",
        }, model.Family.DisplayName);
        model.Check();
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in model.Family.Parts.Where(part => source.Find(part, "config.json") is not null))
        {
            using var weights = source.Open(part);
            using var structure = RealConfigs.Structure(kind, part.Name);
            Assert.Equal(structure.Parameters.Select(p => p.Name).Order(StringComparer.Ordinal), weights.Names);
            Assert.Equal(structure.Parameters.Count(), WeightLoader.Match(structure, weights).Count);
            used.UnionWith(weights.Names.Select(name => weights.Find(name)!.Value.Name));
        }

        Assert.All(golden.JsonFile().EnumerateObject().Where(key => !used.Contains(key.Name)), key => Assert.True(IsSuperfluous(key.Name), key.Name));
        CompareCount(golden, "keys", golden.JsonFile().EnumerateObject().Count(), golden.Params.GetProperty("counts"));
    }

    // lists of positions, and of OpenCLIP what 2.x does not use
    private static bool IsSuperfluous(string key) =>
        key.EndsWith("position_ids", StringComparison.Ordinal) || key.EndsWith("logit_scale", StringComparison.Ordinal)
        || key == "cond_stage_model.model.text_projection" || key.StartsWith("cond_stage_model.model.transformer.resblocks.23.", StringComparison.Ordinal);

    /// <summary>Each tensor of the tiny models' single files under diffusers' names, and how it lies there.</summary>
    [Theory]
    [InlineData("sd15-tiny")]
    [InlineData("sdxl-tiny")]
    public void TinyFile_LiesWherePeersPutIt(string model)
    {
        var rows = Json($"{model}-ldm-keys.json.gz").EnumerateArray().ToArray();
        var keys = rows.DistinctBy(row => row.GetProperty("ldm").GetString())
            .ToDictionary(row => row.GetProperty("ldm").GetString()!, row => row.GetProperty("shape"));
        var path = SparseFile.Write(_folder["model.safetensors"], keys);
        var source = FamilyCatalog.SourceAt(new(path, Config: GoldenFolder.Find("models", model)));
        foreach (var part in FamilyCatalog.Of(source).Parts.Where(part => source.Find(part, "config.json") is not null))
        {
            using var weights = source.Open(part);
            foreach (var row in rows.Where(row => row.GetProperty("part").GetString() == part.Name))
            {
                var diffusers = row.GetProperty("diffusers");
                var names = diffusers.ValueKind == JsonValueKind.Array ? diffusers.EnumerateArray().ToArray() : [diffusers];
                foreach (var (i, name) in names.Index())
                {
                    var stored = weights.Find(name.GetString()!) ?? throw new InvalidOperationException($"{name} is not found");
                    Assert.Equal((row.GetProperty("ldm").GetString(), i, names.Length), (stored.Name, stored.Part.Index, stored.Part.Count));
                    var transform = row.TryGetProperty("transform", out var text) ? text.GetString()! : "";
                    Assert.Equal(transform.Contains("transpose", StringComparison.Ordinal), stored.IsTransposed);
                }
            }
        }
    }

    /// <summary>The tiny single file is the tiny folder, to the bit.</summary>
    [Fact]
    public void TinyFile_HoldsTheFoldersWeights()
    {
        var folder = FamilyCatalog.SourceAt(new(GoldenFolder.Find("models", "sd15-tiny")));
        var file = FamilyCatalog.SourceAt(new(GoldenFolder.Find("models", "sd15-tiny-ldm.safetensors"), Config: GoldenFolder.Find("models", "sd15-tiny")));
        foreach (var part in FamilyCatalog.Of(file).Parts.Where(part => file.Find(part, "config.json") is not null))
        {
            using var given = folder.Open(part);
            using var found = file.Open(part);
            Assert.Equal(given.Names, found.Names);
            Assert.All(given.Names, name => Assert.Equal(given.Find(name)!.Value.ReadFloats(), found.Find(name)!.Value.ReadFloats()));
        }
    }

    /// <summary>What the benchmarks' random models rest on: the same weights under either form's names.</summary>
    [Fact]
    public void NamesOfFolderAndSingleFile_StandInOneOrder()
    {
        var folder = Json("keys-sd15_diffusers.json.gz");
        var shapes = ((string[])["unet", "vae", "text_encoder"]).SelectMany(part => Shapes(folder.GetProperty(part)));
        Assert.Equal(shapes, Shapes(Json("keys-sd15_ldm.json.gz")));

        // an attention's matrices are 1x1 convolutions in the file
        static IEnumerable<string> Shapes(JsonElement keys) => keys.EnumerateObject().Select(key =>
            string.Join('x', key.Value.EnumerateArray().Select(size => size.GetInt64())) is var shape && shape.EndsWith("x1x1", StringComparison.Ordinal)
                ? shape[..^4] : shape);
    }

    private static JsonElement Json(string file) => JsonDocument.Parse(GoldenFolder.ReadAllBytes(GoldenFolder.Find("models", file))).RootElement;

    private static void CompareCount(GoldenCase golden, string name, int count, JsonElement expected) =>
        golden.Compare(name, (double[])[count], [expected.GetDouble()]);
}
