using Lora.Tensors.Embedded;
using Lora.Testing;

namespace Lora.Diffusion.Tests.Checkpoint;

public sealed class LfsPointerTests : IDisposable
{
    private const string Pointer = """
        version https://git-lfs.github.com/spec/v1
        oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
        size 12345

        """;

    private readonly ModelCopy _model = new();
    private readonly EmbeddedRuntime _runtime = new();

    public void Dispose()
    {
        _runtime.Dispose();
        _model.Dispose();
    }

    [Theory]
    [InlineData("unet/diffusion_pytorch_model.safetensors")]
    [InlineData("vae/diffusion_pytorch_model.safetensors")]
    [InlineData("text_encoder/model.safetensors")]
    [InlineData("unet/config.json")]
    [InlineData("scheduler/scheduler_config.json")]
    [InlineData("tokenizer/merges.txt")]
    [InlineData("tokenizer/vocab.json")]
    [InlineData("model_index.json")]
    public void Pointer_InPlaceOfAFile_SaysSoAndWhatToRun(string name)
    {
        var file = _model.At(name.Split('/'));
        File.WriteAllText(file, Pointer);
        Refused(file);
    }

    [Fact]
    public void Pointer_BehindALink_IsSeenToo()
    {
        var pointer = _model.At("blob");
        File.WriteAllText(pointer, Pointer);
        File.Delete(_model.UNetWeights);
        File.CreateSymbolicLink(_model.UNetWeights, pointer);
        Refused(_model.UNetWeights);
    }

    private void Refused(string file)
    {
        var error = Assert.Throws<CheckpointException>(() => TinyModel.Open(_model.Root, _runtime).Check());
        Assert.Equal(file, error.File);
        Assert.Equal("this is a Git LFS pointer, not the file itself. Run 'git lfs pull' in the repository it belongs to.", error.Problem);
    }
}
