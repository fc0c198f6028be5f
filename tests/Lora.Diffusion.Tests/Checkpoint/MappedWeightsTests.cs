using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Diffusion.Tests.Checkpoint;

/// <summary>Weights stay in the files that they are stored in.</summary>
public sealed class MappedWeightsTests : IDisposable
{
    private readonly EmbeddedRuntime _runtime = new();

    public void Dispose() => _runtime.Dispose();

    [Theory]
    [InlineData("sd15-tiny")]
    [InlineData("sd15-tiny-ldm.safetensors")]
    public void WeightsInTheirStoredType_TakeNoMemoryOfTheirOwn(string name)
    {
        var models = Path.Combine(GoldenFolder.Project, "models");
        var source = FamilyCatalog.SourceAt(new(Path.Combine(models, name), Config: Path.Combine(models, "sd15-tiny")));
        using var model = (LatentDiffusionModel)FamilyCatalog.Open(source, _runtime, new());
        model.Load(ModelPart.Unet);
        var weights = model.UNet.Parameters.Where(parameter => parameter.KeepsStoredType).ToArray();
        Assert.Equal(weights.Sum(weight => weight.Count * weight.Value.DType.Size()), _runtime.MappedBytes);
        // biases and norms, in fp32
        var rest = model.UNet.Parameters.Except(weights).Sum(parameter => parameter.Count * sizeof(float));
        Assert.InRange(_runtime.LiveBytes, rest, 2 * rest);
        model.Release(ModelPart.Unet);
        Assert.Equal((0, 0), (_runtime.MappedBytes, _runtime.LiveBytes));
    }

    [Fact]
    public void QueriesKeysAndValuesThatLieInOneMatrix_AreReadThere()
    {
        var path = Path.GetTempFileName();
        try
        {
            var writer = new SafetensorsWriter();
            writer.AddFloats("qkv", SafetensorsDType.F16, [6, 2], Enumerable.Range(0, 12).Select(i => (float)i).ToArray());
            writer.Save(path);
            using var file = new SafetensorsTensors(path);
            var keys = new StoredTensor(file, "qkv") { Part = (1, 3) };
            using (var tensor = keys.ToTensor(_runtime, [2, 2], DType.Float16))
            {
                Assert.Equal((8, 0), (_runtime.MappedBytes, _runtime.LiveBytes));
                Assert.Equal([4, 5, 6, 7], tensor.ToFloats());
            }

            using var turned = new StoredTensor(file, "qkv") { IsTransposed = true }.ToTensor(_runtime, [2, 6], DType.Float16);
            Assert.Equal(0, _runtime.MappedBytes);
            Assert.Equal([0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11], turned.ToFloats());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void AModel_ComputesTheSame_WhenItsFileIsReplacedMeanwhile()
    {
        using var copy = new ModelCopy();
        using var model = TinyModel.Open(copy.Root, _runtime);
        model.Load(ModelPart.Unet);
        var before = Output();
        File.WriteAllText(copy.UNetWeights + ".new", "another model");
        File.Move(copy.UNetWeights + ".new", copy.UNetWeights, overwrite: true);
        Assert.Equal(before, Output());

        float[] Output()
        {
            using var scope = _runtime.NewScope();
            return model.UNet.Forward(_runtime.Ones([1, 4, 8, 8]), [500], _runtime.Ones([1, 77, 32])).ToFloats();
        }
    }
}
