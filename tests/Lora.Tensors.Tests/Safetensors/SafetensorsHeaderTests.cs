using System.Buffers.Binary;
using System.Text;
using Lora.Testing;

namespace Lora.Tensors.Tests;

/// <summary>Every check of the reader, each with a smallest bad file.</summary>
public sealed class SafetensorsHeaderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _path;

    public SafetensorsHeaderTests() => _path = _folder["x.safetensors"];

    public void Dispose() => _folder.Dispose();

    private SafetensorsException Fails(byte[] file)
    {
        File.WriteAllBytes(_path, file);
        var e = Assert.Throws<SafetensorsException>(() => new SafetensorsFile(_path));
        Assert.Equal(_path, e.File);
        Assert.StartsWith(_path, e.Message, StringComparison.Ordinal);
        return e;
    }

    private SafetensorsException Fails(string header, int dataLength) => Fails(Build(Encoding.UTF8.GetBytes(header), dataLength));

    private static byte[] Build(byte[] header, int dataLength)
    {
        var file = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        return file;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void FileShorterThanItsLengthField_IsRefused(int length) => Assert.Contains("the length of the header", Fails(new byte[length]).Message);

    [Fact]
    public void HeaderLongerThanTheCap_IsRefused()
    {
        var file = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(file, 100_000_001);
        Assert.Contains("at most 100000000", Fails(file).Message);
        BinaryPrimitives.WriteUInt64LittleEndian(file, ulong.MaxValue);
        Assert.Contains("at most 100000000", Fails(file).Message);
    }

    [Fact]
    public void HeaderLongerThanTheFile_IsRefused()
    {
        var file = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(file, 9);
        Assert.Contains("cut off", Fails(file).Message);
    }

    [Fact]
    public void HeaderThatIsNotUtf8_IsRefused() => Assert.Contains("not UTF-8", Fails(Build([(byte)'{', 0xFF, (byte)'}'], 0)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData(" {}")]
    public void HeaderThatDoesNotStartWithABrace_IsRefused(string header) => Assert.Contains("does not start with '{'", Fails(header, 0).Message);

    [Theory]
    [InlineData("{")]
    [InlineData("{}x")]
    [InlineData("{,}")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}""")]
    public void HeaderThatIsNotJson_IsRefused(string header) => Assert.Contains("not valid JSON", Fails(header, 1).Message);

    [Fact]
    public void LoneSurrogateInAName_IsRefused() =>
        Assert.Contains("Unicode", Fails("""{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1).Message);

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "the name stands twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "name stands twice")]
    [InlineData("""{"a":7}""", 0, "is not an object")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,1]}}""", 1, "'dtype' is missing")]
    [InlineData("""{"a":{"dtype":"U8","data_offsets":[0,1]}}""", 1, "'shape' is missing")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1]}}""", 1, "'data_offsets' is missing")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "'dtype' stands twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}}""", 1, "'shape' stands twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"data_offsets":[0,1]}}""", 1, "'data_offsets' stands twice")]
    [InlineData("""{"a":{"dtype":"Q8","shape":[1],"data_offsets":[0,1]}}""", 1, "unknown dtype Q8")]
    [InlineData("""{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown dtype f32")]
    [InlineData("""{"a":{"dtype":8,"shape":[1],"data_offsets":[0,1]}}""", 1, "unknown dtype 8")]
    [InlineData("""{"a":{"dtype":"U8","shape":1,"data_offsets":[0,1]}}""", 1, "'shape' is not a list")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1, "'shape' holds something")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", 1, "'shape' holds something")]
    [InlineData("""{"a":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}}""", 1, "'shape' holds something")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,99999999999999999999]}}""", 1, "'data_offsets' holds something")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}""", 1, "has 1 numbers instead of 2")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""", 1, "before they begin")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "overflows")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "takes 8 bytes, 'data_offsets' give it 4")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "belong to no tensor")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "overlaps", "b")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 1, "the file has")]
    [InlineData("""{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""", 1, "the file has")]
    public void WrongTensorEntry_IsRefusedByName(string header, int dataLength, string problem, string tensor = "a")
    {
        var e = Fails(header, dataLength);
        Assert.Equal(tensor, e.Tensor);
        Assert.NotNull(e.Offset);
        Assert.Contains(problem, e.Message);
    }

    [Theory]
    [InlineData("""{"__metadata__":7}""", "'__metadata__' is not an object")]
    [InlineData("""{"__metadata__":{"k":7}}""", "metadata 'k' is not a string")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", "metadata 'k' stands twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "'__metadata__' stands twice")]
    public void WrongMetadata_IsRefused(string header, string problem) => Assert.Contains(problem, Fails(header, 0).Message);

    [Fact]
    public void BytesAfterTheLastTensor_AreRefused() =>
        Assert.Contains("2 bytes at the end", Fails("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 3).Message);

    [Fact]
    public void EntriesInAnyOrderWithEmptyAndScalarTensorsAndUnknownFields_AreRead()
    {
        var file = Build(
            """
            {"b":{"dtype":"I32","shape":[],"data_offsets":[2,6],"x":[{}]},"e":{"dtype":"F16","shape":[0,3],"data_offsets":[2,2]},
            "a":{"data_offsets":[0,2],"shape":[2],"dtype":"U8"}}
            """u8.ToArray(), 6);
        file[^6] = 7;
        file[^4] = 9;
        File.WriteAllBytes(_path, file);
        using var read = new SafetensorsFile(_path);
        Assert.Equal(["b", "e", "a"], read.Names);
        Assert.Equal([7L, 0L], read.ReadLongs("a"));
        Assert.Equal([9L], read.ReadLongs("b"));
        Assert.Empty(read.ReadFloats("e"));
        Assert.Empty(read.Metadata);
    }

    [Fact]
    public void WrongUseOfAValidFile_IsRefused()
    {
        File.WriteAllBytes(_path, Build("""{"a":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}}"""u8.ToArray(), 2));
        using var file = new SafetensorsFile(_path);
        Assert.Contains("no such tensor", Assert.Throws<SafetensorsException>(() => file["b"]).Message);
        Assert.Contains("is I8", Assert.Throws<SafetensorsException>(() => file.ReadFloats("a")).Message);
        Assert.Contains("is I8", Assert.Throws<SafetensorsException>(() => file.ReadLongs("a")).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Bytes("a", 1, 2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Bytes("a", -1, 1).Length);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Bytes("a").Length);
    }
}
