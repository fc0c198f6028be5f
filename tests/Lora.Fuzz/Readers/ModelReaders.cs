using Lora.Diffusion;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Fuzz;

/// <summary>What belongs to a base model beside its weights: configs, index, tokenizer; and the names and shapes of a model in a single file.</summary>
internal static class ModelReaders
{
    private static readonly string Tiny = GoldenFolder.Find("models", "sd15-tiny");

    public static IEnumerable<Reader> All =>
    [
        OfFile("model_index.json", InputForm.Json) with { Sources = ["Lora.Diffusion/Checkpoint/ModelFile.cs", "Lora.Diffusion/Checkpoint/ConfigReader.cs"] },
        OfFile("unet/config.json", InputForm.Json),
        OfFile("vae/config.json", InputForm.Json),
        OfFile("text_encoder/config.json", InputForm.Json),
        OfFile("scheduler/scheduler_config.json", InputForm.Json) with { Sources = ["Lora.Diffusion/Checkpoint/Diffusers/ScheduleConfigReader.cs"] },
        OfFile("tokenizer/vocab.json", InputForm.Json) with { Sources = ["Lora.Diffusion/Text/ClipVocabulary.cs"] },
        OfFile("tokenizer/merges.txt", InputForm.Text),
        OfFile("tokenizer/tokenizer_config.json", InputForm.Json) with { Sources = ["Lora.Diffusion/Text/ClipTokenizer.cs"] },
        OfFile("tokenizer/special_tokens_map.json", InputForm.Json),
        Merges(),
        Shards(),
        SingleFile(),
    ];

    // a model whose one file is the input
    private static Reader OfFile(string name, InputForm form)
    {
        var folder = new Lazy<Scratch>(() =>
        {
            var copy = new Scratch();
            copy.Copy(Tiny);
            return copy;
        });
        return new(name, form, () => [File.ReadAllBytes(Path.Combine(Tiny, name)), .. Others(name)], input =>
        {
            folder.Value.Write(name, input);
            return Open(folder.Value.Path);
        })
        { Sources = [], Memory = 96 << 20, MayRefuseSeeds = true };
    }

    private static IEnumerable<byte[]> Others(string name)
    {
        string[] models = [Repository.ZorblaxModel, GoldenFolder.Find("models", "sdxl-tiny")];
        return models.Select(model => Path.Combine(model, name)).Where(File.Exists).Select(File.ReadAllBytes);
    }

    private static Reader Merges()
    {
        var folder = new Scratch();
        return new("merges.txt.gz", InputForm.Gzip, () => [GoldenFolder.Find("tokenizer", "merges.txt.gz") is var path ? File.ReadAllBytes(path) : []],
            input => WeightReaders.Refused<CheckpointException>(() => ClipTokenizer.Load(
                name => name == "merges.txt.gz" ? ModelFile.Read(folder.Write(name, input)) : null, folder.Path)))
        { Sources = [], Cases = 30, Memory = 96 << 20 };
    }

    private static Reader Shards()
    {
        var folder = new Scratch();
        folder.Write("a.safetensors", []);
        return new("safetensors.index.json", InputForm.Json,
            () => ["""{"metadata": {"total_size": 8}, "weight_map": {"a.weight": "a.safetensors", "b.weight": "b.safetensors"}}"""u8.ToArray()],
            input =>
            {
                folder.Write("model.safetensors.index.json", input);
                return WeightReaders.Refused<CheckpointException>(() =>
                {
                    foreach (var path in DiffusersWeights.Locate(folder.Path, "model"))
                    {
                        if (Path.GetDirectoryName(Path.GetFullPath(path)) != folder.Path)
                        {
                            throw new InvalidOperationException($"{path} lies outside of {folder.Path}");
                        }
                    }
                });
            })
        { Sources = [] };
    }

    private static Reader SingleFile()
    {
        var folder = new Scratch();
        return new("single file", InputForm.Safetensors, () => [File.ReadAllBytes(GoldenFolder.Find("models", "sd15-tiny-ldm.safetensors"))],
            input => Open(folder.Write("model.safetensors", input), Tiny))
        { Sources = [], Cases = 150, Memory = 160 << 20 };
    }

    // as Validate does: all that is said of a model before a weight is read
    private static string? Open(string place, string config = "") => WeightReaders.Refused<CheckpointException>(() =>
    {
        var source = FamilyCatalog.SourceAt(new(place, Config: config));
        var family = FamilyCatalog.Of(source);
        _ = source.Evidence;
        foreach (var part in family.Parts)
        {
            _ = source.FilesOf(part);
            if (PartStructure.Of(source, part) is { } structure)
            {
                using (structure)
                using (var weights = source.Open(part))
                {
                    _ = WeightLoader.Match(structure, weights);
                }
            }
        }

        foreach (var part in (ModelPart[])[ModelPart.Tokenizer, ModelPart.Tokenizer2])
        {
            if (source.ClassOf(part) is not null)
            {
                _ = ClipTokenizer.Load(name => source.Find(part, name), place).Encode("a photo of zorblax, <|endoftext|> été 日本 &amp;");
            }
        }

        using var runtime = TestRuntime.New();
        FamilyCatalog.Open(source, runtime).Dispose();
    });
}
