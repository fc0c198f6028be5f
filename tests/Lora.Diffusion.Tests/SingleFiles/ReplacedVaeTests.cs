using Lora.Diffusion.Tests.Golden;
using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Diffusion.Tests.SingleFiles;

/// <summary>Another autoencoder in every form that people have one in.</summary>
public sealed class ReplacedVaeTests : IDisposable
{
    private static readonly string Model = Repository.At("examples", "critters-xl", "base", "critters-xl.safetensors");
    private static readonly string Configs = Repository.At("examples", "critters-xl", "base", "config");

    private readonly TempFolder _folder = new();
    private readonly TensorRuntime _runtime = TestRuntime.New();

    public void Dispose()
    {
        _runtime.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("first_stage_model.")]
    [InlineData("")]
    public void FileInStabilitysNames_IsRead(string prefix)
    {
        RandomCheckpoint.Write(_folder["other.safetensors"], Configs, seed: 77);
        var path = _folder["vae.safetensors"];
        var writer = new SafetensorsWriter();
        using (var other = new SafetensorsFile(_folder["other.safetensors"]))
        {
            foreach (var tensor in other.Tensors.Where(tensor => tensor.Name.StartsWith("first_stage_model.", StringComparison.Ordinal)))
            {
                writer.AddFloats(prefix + tensor.Name["first_stage_model.".Length..], tensor.DType, [.. tensor.Shape], other.ReadFloats(tensor.Name));
            }

            // what a training of autoencoders leaves behind
            writer.AddFloats("loss.logvar", SafetensorsDType.F32, [1], new float[1]);
            writer.Save(path);
        }

        Equal(FamilyCatalog.SourceAt(new(_folder["other.safetensors"], Config: Configs)), path);
    }

    [Fact]
    public void FileInDiffusersNames_IsRead()
    {
        var own = FamilyCatalog.SourceAt(new(Model, Config: Configs));
        RandomCheckpoint.Write(_folder["other.safetensors"], Configs, seed: 78);
        var other = FamilyCatalog.SourceAt(new(_folder["other.safetensors"], Config: Configs));
        var writer = new SafetensorsWriter();
        using (var weights = other.Open(ModelPart.Vae))
        {
            foreach (var name in weights.Names)
            {
                var tensor = weights.Find(name)!.Value;
                writer.AddFloats(name, tensor.DType, [.. tensor.Shape], tensor.ReadFloats());
            }

            writer.Save(_folder["vae.safetensors"]);
        }

        Equal(other, _folder["vae.safetensors"]);
        Assert.Single(FamilyCatalog.SourceAt(new(Model, _folder["vae.safetensors"], Configs)).FilesOf(ModelPart.Vae));
    }

    [Fact]
    public void FileOfPublishedSizes_BringsThem()
    {
        var keys = GoldenFolder.Find("models", "keys-sdxl_ldm.json.gz");
        var shapes = System.Text.Json.JsonDocument.Parse(GoldenFolder.ReadAllBytes(keys)).RootElement.EnumerateObject()
            .Where(key => key.Name.StartsWith("first_stage_model.", StringComparison.Ordinal)).ToDictionary(key => key.Name, key => key.Value);
        var path = SparseFile.Write(_folder["vae.safetensors"], shapes);
        using var model = FamilyCatalog.Open(FamilyCatalog.SourceAt(new(Model, path, Configs)), _runtime);
        model.Check();

        // the scale is the model's, whatever autoencoder stands in
        Assert.Equal((4, 8, 0.13025), (model.Latents.Channels, model.Latents.PixelsPerLatent, model.Latents.Scale));
    }

    [Fact]
    public void FileOfSomethingElse_IsRefused()
    {
        using var model = FamilyCatalog.Open(FamilyCatalog.SourceAt(new(Model, GoldenFolder.Find("sampling", "lora.safetensors"), Configs)), _runtime);
        Assert.Contains("this is no autoencoder", Assert.Throws<CheckpointException>(model.Check).Problem, StringComparison.Ordinal);
    }

    private static void Equal(IWeightSource expected, string vae)
    {
        var source = FamilyCatalog.SourceAt(new(Model, vae, Configs));
        using var given = expected.Open(ModelPart.Vae);
        using var found = source.Open(ModelPart.Vae);
        Assert.Equal(given.Names, found.Names);
        Assert.All(given.Names, name => Assert.Equal(given.Find(name)!.Value.ReadFloats(), found.Find(name)!.Value.ReadFloats()));
    }
}
