using static Lora.Diffusion.Tests.Checkpoint.Pickle.TorchFixture;

namespace Lora.Diffusion.Tests.Checkpoint.Pickle;

/// <summary>Files that are no whole checkpoint, and what is said of them.</summary>
public sealed class TorchFormatTests : IDisposable
{
    private static readonly byte[] Pickle = PickleWriter.Of(w => w.Tensors(("w", TestTensor.Of("0", 2))));

    private static readonly Dictionary<string, byte[]> Wrong = new()
    {
        ["it is empty"] = [],
        ["this is a web page"] = Ascii("\n<!DOCTYPE html><html>"),
        ["this is a safetensors file. Give it the ending .safetensors."] = [2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}'],
        ["this is a tar archive"] = [.. new byte[257], .. Ascii("ustar"), .. new byte[250]],
        ["this is a pickle, but not one that torch.save wrote"] = PickleWriter.Of(w => w.Dict()),
        ["this is no PyTorch checkpoint"] = Ascii("model"),
        ["Git LFS pointer"] = Ascii("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
        ["it is cut off, for it ends without a zip directory"] = Zip(Pickle, ("0", Floats(2)))[..^30],
        ["without a PyTorch checkpoint's data.pkl"] = new TestZip().Add("a/b/data.pkl", Pickle).Add("model.safetensors", [1]).ToArray(),
        ["several checkpoints"] = new TestZip().Add("a/data.pkl", Pickle).Add("b/data.pkl", Pickle).ToArray(),
        ["this is TorchScript"] = new TestZip().Add("a/data.pkl", Pickle).Add("a/constants.pkl", Pickle).ToArray(),
        ["'a/data.pkl' stands twice"] = new TestZip().Add("a/data.pkl", Pickle).Add("a/data.pkl", Pickle).ToArray(),
        ["'data.pkl' in it is compressed"] = new TestZip().Add("a/data.pkl", Pickle, method: 8).ToArray(),
        ["'data/0' in it is encrypted"] = new TestZip().Add("a/data.pkl", Pickle).Add("a/data/0", Floats(2), flags: 1).ToArray(),
        ["'data/0' is not where its zip directory says"] = InDirectory(42),
        ["'data/0' in it is cut off"] = InDirectory(20, 24),
        ["written by a big-endian machine"] = new TestZip().Add("a/data.pkl", Pickle).Add("a/byteorder", "big"u8).ToArray(),
        ["its storage '0' is missing"] = Zip(Pickle, ("1", Floats(2))),
        ["its storage '0' has 4 bytes, too few for 2 elements"] = Zip(Pickle, ("0", Floats(1))),
        ["there are no tensors in it"] = Zip(PickleWriter.Of(w => w.Dict(("epoch", v => v.Number(1))))),
        ["it holds no dict of tensors"] = Zip(PickleWriter.Of(w => w.Tensor(TestTensor.Of("0", 2))), ("0", Floats(2))),
        ["'w' stands twice"] = Zip(PickleWriter.Of(w => w.Tensors(("w", TestTensor.Of("0", 2)), ("w", TestTensor.Of("0", 2)))), ("0", Floats(2))),
        ["'state_dict' stands twice"] = Zip(PickleWriter.Of(w => w.Dict(("state_dict", v => v.Dict()), ("state_dict", v => v.Dict())))),
        ["a key in '' is no text"] = Zip(PickleWriter.Of(w => w.Op("}NNs"))),
        ["'0' is named in two ways"] = Zip(PickleWriter.Of(w => w.Tensors(("a", TestTensor.Of("0", 2)), ("b", TestTensor.Of("0", 1)))), ("0", Floats(2))),
        ["reaches to element 3 of a storage that has 2"] = Of(1, [2], [1]),
        ["reaches to element 4 of a storage that has 2"] = Of(0, [2, 2], [2, 1]),
        ["shape, strides or offset cannot be"] = Of(0, [2], [-1]),
        ["shape, strides or offset cannot be "] = Of(-1, [1], [1]),
        ["shape, strides or offset cannot be (byte"] = Of(0, [1, 1], [1]),
        ["a tensor's size overflows"] = Of(0, [1L << 32, 1L << 32], [0, 0]),
        ["a tensor's size overflows (byte"] = Of(long.MaxValue, [2], [1]),
        ["'w' is larger than the file that it stands in"] = Of(0, [1L << 40], [0]),
    };

    private readonly TorchFixture _fixture = new();

    public static TheoryData<string> Words => [.. Wrong.Keys];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(Words))]
    public void WhatIsWrong_IsSaid(string words) => Assert.Contains(words.TrimEnd(), _fixture.Refused(Wrong[words]), StringComparison.Ordinal);

    [Fact]
    public void FileThatIsNotThere_IsSaid()
    {
        Assert.Equal("the file is missing or cannot be read.", Assert.Throws<CheckpointException>(() => new TorchCheckpointFile(_fixture.Path)).Problem);
        var folder = Path.GetDirectoryName(_fixture.Path)!;
        Assert.Equal("the file is missing or cannot be read.", Assert.Throws<CheckpointException>(() => new TorchCheckpointFile(folder)).Problem);
    }

    [Fact]
    public void OldFile_IsRead()
    {
        using var file = _fixture.Open(Legacy(w => w.Tensors(legacy: true,
            ("b", new TestTensor("HalfStorage", "94", 3, 1, [2], [1])),
            ("a", TestTensor.Of("17", 2))), true, ("17", 4, Floats(2)), ("94", 2, [1, 2, 3, 4, 5, 6])));
        Assert.Equal(["a", "b"], file.Names);
        Assert.Equal([1, 2], FloatsOf(file.BytesOf("a")));
        Assert.Equal([3, 4, 5, 6], file.BytesOf("b").ToArray());
    }

    [Fact]
    public void OldFile_ThatIsWrong_IsSaid()
    {
        static byte[] File(bool littleEndian, params (string Key, int ElementSize, byte[] Data)[] storages) =>
            Legacy(w => w.Tensors(legacy: true, ("w", TestTensor.Of("0", 2))), littleEndian, storages);

        Says("written by a big-endian machine", File(false, ("0", 4, Floats(2))));
        Says("it lists a storage of which its content says nothing", File(true, ("1", 4, Floats(2))));
        Says("its storage '0' is missing", File(true));
        Says("its storage '0' is not where it should be", File(true, ("0", 4, Floats(1))));
        Says("it is cut off in storage '0'", File(true, ("0", 4, Floats(2)))[..^1]);
        Says("its storage '0' is not where it should be", File(true, ("0", 4, Floats(2)))[..^10]);
        Says("it ends in the middle of a pickle", File(true, ("0", 4, Floats(2)))[..^20]);
    }

    private void Says(string words, byte[] file) => Assert.Contains(words, _fixture.Refused(file), StringComparison.Ordinal);

    /// <summary>Some 32-bit fields of the last file's entry in the directory, made too large.</summary>
    private static byte[] InDirectory(params int[] fields)
    {
        var zip = new TestZip().Add("a/data.pkl", Pickle).Add("a/data/0", Floats(2)).ToArray();
        var entry = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        Array.ForEach(fields, field => zip[entry + field + 2] = 1);
        return zip;
    }

    private static byte[] Of(long offset, long[] shape, long[] strides) =>
        Zip(PickleWriter.Of(w => w.Tensors(("w", new TestTensor("FloatStorage", "0", 2, offset, shape, strides)))), ("0", Floats(2)));
}
