using Lora.Diffusion.Tests.Checkpoint.Pickle;
using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Diffusion.Tests.Editing;

/// <summary>Models that are one file, written anew with other weights; those that are folders: the tools' tests of Training.</summary>
public sealed class EditedCheckpointTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sd15-tiny", false)]
    [InlineData("sd15-tiny", true)]
    // its second text encoder keeps query, key and value in one tensor, and a matrix lying on its side
    [InlineData("sdxl-tiny", false)]
    [InlineData("sdxl-tiny", true)]
    public void SingleFile_HasTheNewWeights_AndAllElseAsItWas(string kind, bool pickled)
    {
        var configs = GoldenFolder.Find("models", kind);
        var (given, saved) = (_folder["model.safetensors"], _folder["edited.safetensors"]);
        RandomCheckpoint.Write(given, configs);
        var source = FamilyCatalog.SourceAt(new(pickled ? Pickled(given) : given, Config: configs));
        var edited = new HashSet<(ModelPart, string)>();
        using (var runtime = TestRuntime.New())
        using (var model = FamilyCatalog.Open(source, runtime, new() { Storage = DType.Float32 }))
        {
            model.Load([.. model.AdapterGroups.Select(group => group.Part)]);
            foreach (var group in model.AdapterGroups)
            {
                foreach (var layer in group.Everything.Concat(group.Norms).Select(target => target.Layer))
                {
                    layer.Overlay = layer.Weight.Affine(-2, 0);
                    edited.Add((group.Part, $"{layer.Path}.weight"));
                    if (layer.HasBias)
                    {
                        layer.BiasOverlay = layer.Bias!.Affine(-2, 0);
                        edited.Add((group.Part, $"{layer.Path}.bias"));
                    }
                }
            }

            Assert.Equal(edited.Count, EditedCheckpoint.Save(model, saved, new Dictionary<string, string> { ["modelspec.title"] = "edited" }));
        }

        using (SafetensorsFile before = new(given), after = new(saved))
        {
            Assert.Equal(before.Names, after.Names);
            Assert.All(before.Tensors, tensor => Assert.Equal((tensor.DType, string.Join(',', tensor.Shape)),
                (after[tensor.Name].DType, string.Join(',', after[tensor.Name].Shape))));
            Assert.Equal("edited", after.Metadata["modelspec.title"]);
        }

        var result = FamilyCatalog.SourceAt(new(saved, Config: configs));
        foreach (var part in FamilyCatalog.Of(result).Parts.Where(part => result.Find(part, "config.json") is not null))
        {
            using var before = source.Open(part);
            using var after = result.Open(part);
            Assert.Equal(before.Names, after.Names);
            Assert.All(before.Names, name => Assert.Equal(
                Array.ConvertAll(before.Find(name)!.Value.ReadFloats(), value => edited.Contains((part, name)) ? -2 * value : value),
                after.Find(name)!.Value.ReadFloats()));
        }
    }

    // the same tensors as torch.save writes them
    private string Pickled(string path)
    {
        var pickled = _folder["model.ckpt"];
        using var file = new SafetensorsFile(path);
        var tensors = file.Tensors.Index().Select(row => (row.Item.Name, Key: $"{row.Index}", Shape: row.Item.Shape.ToArray())).ToArray();
        File.WriteAllBytes(pickled, TorchFixture.Zip(
            PickleWriter.Of(root => root.Dict(("state_dict", state => state.Dict([.. tensors.Select(tensor =>
                (tensor.Name, (Action<PickleWriter>)(value => value.Tensor(new TestTensor(
                    "HalfStorage", tensor.Key, tensor.Shape.Aggregate(1L, (a, b) => a * b), 0, tensor.Shape, TestTensor.RowMajor(tensor.Shape))))))])))),
            [.. tensors.Select(tensor => (tensor.Key, file.Bytes(tensor.Name).ToArray()))]));
        return pickled;
    }
}
