using Lora.Tensors;
using static Lora.Diffusion.Tests.Checkpoint.Pickle.TorchFixture;

namespace Lora.Diffusion.Tests.Checkpoint.Pickle;

public sealed class TorchCheckpointFileTests : IDisposable
{
    private readonly TorchFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("DoubleStorage", SafetensorsDType.F64)]
    [InlineData("FloatStorage", SafetensorsDType.F32)]
    [InlineData("HalfStorage", SafetensorsDType.F16)]
    [InlineData("BFloat16Storage", SafetensorsDType.BF16)]
    [InlineData("LongStorage", SafetensorsDType.I64)]
    [InlineData("IntStorage", SafetensorsDType.I32)]
    [InlineData("ShortStorage", SafetensorsDType.I16)]
    [InlineData("CharStorage", SafetensorsDType.I8)]
    [InlineData("ByteStorage", SafetensorsDType.U8)]
    [InlineData("BoolStorage", SafetensorsDType.Bool)]
    public void EveryType_IsReadInPlace(string storage, SafetensorsDType dtype)
    {
        byte[] bytes = [.. Enumerable.Range(1, 6 * dtype.Size()).Select(i => (byte)i)];
        using var file = _fixture.OpenZip(w => w.Tensors(("w", new TestTensor(storage, "0", 6, 0, [2, 3], [3, 1]))), ("0", bytes));

        Assert.Equal(_fixture.Path, file.Path);
        Assert.Equal(["w"], file.Names);
        Assert.Empty(file.Metadata);
        Assert.Equal(dtype, file.DTypeOf("w"));
        Assert.Equal([2, 3], file.ShapeOf("w"));
        Assert.Equal(bytes, file.BytesOf("w").ToArray());
        Assert.True(file.BytesOf("w").Overlaps(file.BytesOf("w"))); // no copy a call
    }

    [Theory]
    [InlineData(PythonPickles.Protocol2)]
    [InlineData(PythonPickles.Protocol3)]
    [InlineData(PythonPickles.Protocol4)]
    public void PythonsOwnPickle_WithWhatLightningWrites_IsReadForItsStateDictAlone(string pickle)
    {
        using var file = _fixture.Open(Zip(Convert.FromBase64String(pickle), ("0", Floats(6))));
        Assert.Equal(["a.t", "a.weight"], file.Names);
        Assert.Equal([2, 3], file.ShapeOf("a.weight"));
        Assert.Equal([1, 2, 3, 4, 5, 6], FloatsOf(file.BytesOf("a.weight")));
        Assert.Equal([3, 2], file.ShapeOf("a.t"));
        Assert.Equal([1, 4, 2, 5, 3, 6], FloatsOf(file.BytesOf("a.t")));
    }

    [Fact]
    public void Views_OfOneStorage_AreReadWhereTheyLie()
    {
        using var file = _fixture.OpenZip(w => w.Tensors(
            ("row", new TestTensor("FloatStorage", "7", 12, 4, [4], [1])),
            ("column", new TestTensor("FloatStorage", "7", 12, 1, [3], [4])),
            ("expanded", new TestTensor("FloatStorage", "7", 12, 2, [2, 2, 2], [0, 4, 0])),
            ("one", new TestTensor("FloatStorage", "7", 12, 11, [], [])),
            ("ones", new TestTensor("FloatStorage", "7", 12, 11, [1, 1], [99, 0])),
            ("none", new TestTensor("FloatStorage", "7", 12, 12, [3, 0], [1, 1]))), ("7", Floats(12)));
        Assert.Equal(["column", "expanded", "none", "one", "ones", "row"], file.Names);
        Assert.Equal([5, 6, 7, 8], FloatsOf(file.BytesOf("row")));
        Assert.Equal([2, 6, 10], FloatsOf(file.BytesOf("column")));
        Assert.Equal([3, 3, 7, 7, 3, 3, 7, 7], FloatsOf(file.BytesOf("expanded")));
        Assert.Equal([12], FloatsOf(file.BytesOf("one")));
        Assert.Empty(file.ShapeOf("one"));
        Assert.Equal([12], FloatsOf(file.BytesOf("ones")));
        Assert.True(file.BytesOf("none").IsEmpty);
        Assert.Equal([3, 0], file.ShapeOf("none"));
        Assert.True(file.BytesOf("column") == file.BytesOf("column")); // copied once
    }

    [Theory]
    [InlineData("HalfStorage", 2)]
    [InlineData("ByteStorage", 1)]
    [InlineData("DoubleStorage", 8)]
    public void TransposedElements_OfEachSize_ArePutInOrder(string type, int size)
    {
        byte[] bytes = [.. Enumerable.Range(0, 6).SelectMany(i => Enumerable.Repeat((byte)i, size))];
        using var file = _fixture.OpenZip(w => w.Tensors(("t", new TestTensor(type, "0", 6, 0, [3, 2], [1, 3]))), ("0", bytes));
        byte[] order = [0, 3, 1, 4, 2, 5];
        Assert.Equal(order.SelectMany(i => Enumerable.Repeat(i, size)), file.BytesOf("t").ToArray());
    }

    [Fact]
    public void DictsInDicts_HaveDottedNames_AndWhatIsNoTensorIsLeftOut()
    {
        using var file = _fixture.OpenZip(w => w.Dict(
            ("unet", v => v.Dict(("in", u => u.Tensors(("weight", TestTensor.Of("0", 2)))), ("steps", u => u.Number(5)), ("name", u => u.Text("x")))),
            ("blocks", v => v.Op("}").Number(0).Tensor(TestTensor.Of("1", 1)).Op("s")),
            ("none", v => v.Op("N")),
            ("list", v => v.Op("](").Number(1).Tensor(TestTensor.Of("0", 2)).Op("e")),
            ("size", v => v.Global("torch", "Size").Numbers(1, 2).Op([0x85]).Op("R"))), ("0", Floats(2)), ("1", Floats(1)));
        Assert.Equal(["blocks.0", "unet.in.weight"], file.Names);
    }

    [Fact]
    public void StateDict_WhereThereIsOne_IsAllThatIsLookedAt()
    {
        using var file = _fixture.OpenZip(w => w.Dict(
            ("model_ema", v => v.Tensors(("other", TestTensor.Of("9", 1)))), // its storage is missing, too
            ("hyper_parameters", v => v.Global("omegaconf.dictconfig", "DictConfig").Op(")").Op([0x81]).Op("}b")),
            ("state_dict", v => v.Tensors(("w", TestTensor.Of("0", 2))))), ("0", Floats(2)));
        Assert.Equal(["w"], file.Names);
    }

    [Fact]
    public void Parameter_IsItsTensor()
    {
        using var file = _fixture.OpenZip(w => w.Dict(("p", v => v.Global("torch._utils", "_rebuild_parameter").Op("(").Tensor(TestTensor.Of("0", 2))
            .Op([0x88]).Global("collections", "OrderedDict").Op(")RtR"))), ("0", Floats(2)));
        Assert.Equal([1, 2], FloatsOf(file.BytesOf("p")));
    }

    [Fact]
    public void OrderedDict_MadeOfPairs_AndTensorOfTheFirstForm_AreRead()
    {
        using var file = _fixture.OpenZip(w => w.Global("collections", "OrderedDict").Op("](](").Text("w")
            .Global("torch._utils", "_rebuild_tensor").Op("(").Storage(TestTensor.Of("0", 2)).Number(0).Numbers(2).Numbers(1).Op("tRee")
            .Op([0x85]).Op("R"), ("0", Floats(2)));
        Assert.Equal([1, 2], FloatsOf(file.BytesOf("w")));
    }

    [Fact]
    public void ZipOfWideSizes_IsRead()
    {
        var zip = new TestZip(wide: true).Add("x/data.pkl", PickleWriter.Of(w => w.Tensors(("w", TestTensor.Of("0", 3))))).Add("x/data/0", Floats(3)).ToArray();
        using var file = _fixture.Open(zip);
        Assert.Equal([1, 2, 3], FloatsOf(file.BytesOf("w")));
    }

    [Fact]
    public void Storage_LargerThanNamed_IsRead() // as a part of a larger one may be
    {
        using var file = _fixture.OpenZip(w => w.Tensors(("w", TestTensor.Of("0", 2))), ("0", Floats(3)));
        Assert.Equal([1, 2], FloatsOf(file.BytesOf("w")));
    }

    [Fact]
    public void Name_ThatIsNotThere_IsSaid()
    {
        using var file = _fixture.OpenZip(w => w.Tensors(("w", TestTensor.Of("0", 2))), ("0", Floats(2)));
        Assert.Equal("the file has no tensor 'v'.", Assert.Throws<CheckpointException>(() => file.DTypeOf("v")).Problem);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.BytesOf("w").Length);
    }
}
